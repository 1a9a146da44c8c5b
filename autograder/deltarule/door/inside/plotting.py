"""matplotlib, drawing without a screen: what a zygote loads once a submission names it, for the workers that follow."""

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot

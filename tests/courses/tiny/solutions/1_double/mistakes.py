"""What goes wrong when one doubles."""

from deltarule import changes

of = changes("double")
squared = of("2 * x", "x * x", "This is the square; the double is a sum.")

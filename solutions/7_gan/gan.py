# %% [markdown]
# # Two networks in a game
#
# **About.** A forger prints banknotes, a police officer looks for them. Each new trick of the forger teaches the
# officer something, each arrest teaches the forger something, and in the end the notes can't be told from real ones. A
# *generative adversarial network* (GAN) is that story with two networks in it. The *generator* $G$ makes samples out
# of noise. The *discriminator* $D$ says how likely a sample is to be real. Each learns from the other.
#
# **It builds on** unit 1 (sigmoid and tanh), unit 2 (a network of two layers and the way back through it) and unit 3
# (iterations and batches). **After it** you can say what a generative model is, read the formula of the game aloud,
# and train two networks against each other until one of them draws digits, without ever having seen one.

# %% [markdown]
# ![A forger makes notes out of noise; a police officer judges real notes and forged ones](drawings/two_players.svg)
#
# GANs were proposed in 2014 by Ian J. Goodfellow, Jean Pouget-Abadie, Mehdi Mirza, Bing Xu, David Warde-Farley, Sherjil
# Ozair, Aaron Courville and Yoshua Bengio, in the paper *Generative Adversarial Networks*. They make new data that
# looks like the data that they learn from, most often pictures. They make up faces that look real, give a grey picture
# its colours, and turn a description in words into a picture. Their first faces were small and grey; five years later
# they passed for photographs.
#
# **How to work.** Thirteen functions are yours to write. Each has a cell of its own, with a docstring that says what
# goes in and what comes out, and an example that you can check on paper. Replace the line `raise NotImplementedError()`
# by your code. Below each function stands a cell that checks it and tells you what is wrong. Run it as often as you
# like.
#
# **Shapes.** One row is one sample. Both networks have one hidden layer of tanh neurons. The parameters of a network
# travel in a dict: `theta_g` ($\theta_g$) for the generator, `theta_d` ($\theta_d$) for the discriminator, with the
# same four keys.
#
# | | `theta_g` | `theta_d` | |
# |---|---|---|---|
# | `W1` | (noise_dim, $H_g$) | (D, $H_d$) | input to hidden |
# | `b1` | ($H_g$,) | ($H_d$,) | bias of the hidden layer |
# | `W2` | ($H_g$, D) | ($H_d$, 1) | hidden to output |
# | `b2` | (D,) | (1,) | bias of the output layer |
#
# In shapes, D is the length of a sample; in formulas, $D$ is the discriminator. The two hidden layers need not have the
# same size.

# %%
import numpy as np

# %%
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    SEED = 0  # what is drawn below begins here; try another

# %% [markdown]
# Two things are given: the sigmoid of unit 1, in a form that is safe for large numbers, and first weights for a
# network. The weights are scaled by the number of inputs, so that a hidden neuron starts where tanh is steep, however
# many inputs it has.


# %%
def sigmoid(z):
    """Squash every entry of `z` into the range from 0 to 1: 1 / (1 + exp(-z)), however large `z` is."""
    return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))


def first_theta(num_input, num_hidden, num_output, rng):
    """Draw first parameters of a network: scaled normal weights, biases of zero."""
    return {
        "W1": rng.standard_normal((num_input, num_hidden)) / np.sqrt(num_input),
        "b1": np.zeros(num_hidden),
        "W2": rng.standard_normal((num_hidden, num_output)) / np.sqrt(num_hidden),
        "b2": np.zeros(num_output),
    }


# %% [markdown]
# ## Two kinds of models
#
# - A **discriminative model** learns where one class ends and the next begins. Given a picture it says: this is a 3.
#   The network of unit 6 that reads digits is one, and so is the discriminator. Its classes are "real" and "fake".
# - A **generative model** learns how the data itself is distributed: what turns up, and how often. It can draw new
#   samples that are like the old ones. The generator is one.
#
# A few words of probability are needed to speak about both.
#
# - A **distribution** says what turns up and how often. Three of them play a part here: $P_z$ is that of the noise,
#   $P_r$ that of the real samples, and $P_g$ that of the fakes, which the generator makes.
# - $x \sim P_r$ reads "$x$ is drawn from $P_r$": $x$ is a real sample. In the same way $x \sim P_g$ is a fake, and
#   $z \sim P_z$ is noise.
# - The **density** $P_r(x)$ says how thick samples lie around the point $x$. The bell curve is one.
# - The **expectation** $\mathbb E_{z \sim P_z}[f(z)]$ is what the mean of $f(z)$ comes to after very many draws of $z$.
#   Nobody can draw for ever; the mean over some draws is an estimate of it.
#
# A generative model that has a formula for the density is called an *explicit* density model. One fits the middle and
# the width of a bell curve to the data, say, and can then work out for each $x$ how likely it is. The generator is an
# *implicit* density model. It takes noise $z \sim P_z$ and bends it into something else, $x = G(z)$. That defines
# $P_g$, but nobody writes down a formula for it: it is there only through what is drawn.
#
# $P_z$ is not learnt. It stays as it is and needs only be easy to draw from. It is a uniform distribution or, as here,
# the standard normal one. NumPy's `rng.standard_normal((2, 3))` gives 2 rows of 3 such numbers.


# %%
# Hint: Which distribution is asked for, and in which shape?
# Hint: A sample a row, noise_dim numbers in each.
# Hint: Draw with the rng that is handed in: standard_normal takes the shape as a tuple.
def sample_noise(num_samples, noise_dim, rng):
    """Draw the noise that the generator starts from.

    Args:
        num_samples: N, how many samples; one row each.
        noise_dim: how many numbers of noise a sample has.
        rng: a numpy.random.Generator, the only source of randomness: the same
            state gives the same noise. The order of draws is up to you.

    Returns:
        (num_samples, noise_dim), standard normal (mean 0, variance 1).

    Example:
        >>> sample_noise(3, 2, np.random.default_rng(0)).shape
        (3, 2)
    """
    ### BEGIN SOLUTION
    return rng.standard_normal((num_samples, noise_dim))
    ### END SOLUTION


# %% [markdown]
# An expectation can be watched. The variance of the noise is $\mathbb E_{z \sim P_z}[z^2]$, which is 1. The mean over
# ten draws may be far from it; that over 100,000 draws is close.

# %%
if __name__ == "__main__":
    rng = np.random.default_rng(SEED)
    means = {n: np.mean(sample_noise(n, 1, rng) ** 2) for n in (10, 1_000, 100_000)}
    for n, mean in means.items():
        print(f"the mean of z^2 over {n:7,} draws: {mean:.3f}")

# %% proves="the mean over many draws comes close to the expectation"
if __name__ == "__main__":
    assert abs(means[1_000] - 1) < 0.2
    assert abs(means[100_000] - 1) < 0.02

# %% [markdown]
# ![What you should see](seen/expectation.txt)
#
# ## The generator
#
# $$G(z) = \tanh(z W_1 + b_1)\, W_2 + b_2$$
#
# `z @ W1` multiplies matrices: each row of noise meets each column of weights. The bias has one number a column and is
# added to every row. `np.tanh` works entry by entry. The output layer has no activation: a sample's numbers may be of
# any size.
#
# **Think:** why does the generator need noise at all?
#
# <details><summary>Answer</summary>
#
# A network gives the same output for the same input. Without noise, $G$ could make one sample only, over and over. The
# noise says which of all possible samples it should be.
#
# </details>


# %%
# Hint: Two layers: the first with tanh, the second without any activation.
# Hint: Noise comes as rows, to the left of `@`; the parameters are found by name, such as theta_g["W1"].
# Hint: A sample may be any number, so nothing goes around the second weighted sum. Its input is the hidden layer, not
#     z.
def generator(z, theta_g):
    """Turn noise into samples: G(z) = tanh(z W1 + b1) W2 + b2.

    Args:
        z: (N, noise_dim), the noise.
        theta_g: dict of `W1` (noise_dim, H), `b1` (H,), `W2` (H, D), `b2` (D,).

    Returns:
        (N, D), the fake samples.

    Example:
        >>> z = np.array([[0.0], [20.0]])  # tanh(0) is 0, tanh(20) is 1
        >>> theta_g = {"W1": np.array([[1.0]]), "b1": np.array([0.0]), "W2": np.array([[3.0]]), "b2": np.array([0.5])}
        >>> generator(z, theta_g)
        array([[0.5], [3.5]])
    """
    ### BEGIN SOLUTION
    h = np.tanh(z @ theta_g["W1"] + theta_g["b1"])
    return h @ theta_g["W2"] + theta_g["b2"]
    ### END SOLUTION


# %% [markdown]
# ## The discriminator
#
# The discriminator is an ordinary classifier with two classes: it is built as the generator, with a sigmoid at the end.
# Its one output, a probability, says how likely a sample is to be real: 1 for surely real, 0 for surely fake.
#
# $$D(x) = \sigma\big(\tanh(x W_1 + b_1)\, W_2 + b_2\big)$$


# %%
# Hint: It is built as the generator, but its answer is a probability.
# Hint: tanh for the hidden layer, the sigmoid of this file for the output.
# Hint: Each layer adds its bias before its activation; the result is (N, 1), a probability for each sample.
def discriminator(x, theta_d):
    """Say how likely samples are to be real: D(x) = sigmoid(tanh(x W1 + b1) W2 + b2).

    Args:
        x: (N, D), samples, real or fake.
        theta_d: dict of `W1` (D, H), `b1` (H,), `W2` (H, 1), `b2` (1,).

    Returns:
        (N, 1), a probability for each sample.

    Example:
        >>> x = np.array([[0.0], [20.0]])  # tanh(0) is 0, tanh(20) is 1; sigmoid(log 3) = 1 / (1 + 1/3)
        >>> theta_d = {"W1": np.array([[1.0]]), "b1": np.array([0.0])}
        >>> theta_d |= {"W2": np.array([[np.log(3)]]), "b2": np.array([0.0])}
        >>> discriminator(x, theta_d)
        array([[0.5], [0.75]])
    """
    ### BEGIN SOLUTION
    h = np.tanh(x @ theta_d["W1"] + theta_d["b1"])
    return sigmoid(h @ theta_d["W2"] + theta_d["b2"])
    ### END SOLUTION


# %% [markdown]
# ## What each of them wants
#
# The discriminator wants $D(x)$ to be high where $x$ is real, and low where it is fake. That is said in two terms.
#
# 1. $\mathbb E_{x \sim P_r}[\log D(x)]$. Draw a real sample, ask $D$ for the probability that it is real, and take the
#    logarithm. The mean of that over all real samples should be high.
# 2. $\mathbb E_{z \sim P_z}[\log(1 - D(G(z)))]$. Draw noise, make a fake $G(z)$, and ask $D$. What it answers is the
#    probability that the fake is real. So $1 - D(G(z))$ is the probability that it is fake, and that should be high.
#
# The logarithm grows where its argument grows, so it is highest at the same place. It makes a sure and wrong answer
# very expensive: $\log 0.5$ is $-0.7$, but $\log 0.001$ is $-6.9$. A sure and right answer gives $\log 1 = 0$.
#
# The sum of both is what the discriminator *maximises*. In a program, each expectation becomes a mean over the samples
# at hand:
#
# $$V_D = \frac 1 {N_r} \sum_{\text{real}} \log D(x) + \frac 1 {N_f} \sum_{\text{fake}} \log\big(1 - D(G(z))\big)$$
#
# Each half is a mean over its own samples, for there can be more of one kind than of the other.
#
# The logarithm of 0 is minus infinity, and one such sample would spoil the whole mean. So keep the argument of the
# logarithm from falling below some tiny number, such as $10^{-12}$; or add that number, which comes to the same. A sure
# and wrong answer is then very bad, but not infinitely so. `np.log` takes the logarithm of every entry,
# `np.maximum(a, 1e-12)` gives the larger of the two, entry by entry, and `np.mean` is the mean of all entries.


# %%
# Hint: Two means: one over the real samples, one over the fakes. What is good for each?
# Hint: Of real samples the logarithm of D, of fakes that of 1 - D. No sign is turned: it is maximised.
# Hint: Don't let what goes into the logarithm be less than something tiny. Take the logarithm first, then the mean,
#     each of its own samples: there may be different numbers of them.
def discriminator_objective(d_real, d_fake):
    """What the discriminator maximises: mean log D(x) + mean log(1 - D(G(z))).

    Args:
        d_real: (N_real, 1), the discriminator's output for real samples.
        d_fake: (N_fake, 1), its output for fake ones; N_fake may differ from N_real.

    Returns:
        One number. It is finite even at probabilities of exactly 0 and 1: clip
        with an epsilon of at most 1e-7, or find another safe way. A sample on
        which D is sure and wrong counts below -15.9, one on which it is sure
        and right counts 0 (up to the epsilon).

    Example:
        >>> discriminator_objective(np.exp([[-1.0], [-3.0]]), 1 - np.exp([[-4.0]]))  # (-1 - 3) / 2 - 4
        -6.0
    """
    ### BEGIN SOLUTION
    log_real = np.log(np.maximum(d_real, 1e-12))
    log_fake = np.log(np.maximum(1 - d_fake, 1e-12))
    return np.mean(log_real) + np.mean(log_fake)
    ### END SOLUTION


# %% [markdown]
# The generator wants the discriminator to be wrong. In the first term there is nothing that it can change. In the
# second it wants the opposite of what the discriminator wants: it *minimises* the expectation. As a mean over $N$ fakes
# that is
#
# $$V_G = \frac 1 N \sum \log\big(1 - D(G(z))\big)$$
#
# Both wishes together are the formula of the game:
#
# $$\min_{\theta_g}\; \max_{\theta_d}\; V(D, G) \qquad\text{with}\qquad
#   V(D, G) = \mathbb E_{x \sim P_r}\big[\log D(x)\big] + \mathbb E_{z \sim P_z}\big[\log\big(1 - D(G(z))\big)\big]$$
#
# $V_D$ is an estimate of $V$ from samples, and $V_G$ is one of its second term.
#
# Read it aloud from the inside: "The value $V$ of the game is the expected logarithm of $D$ of $x$, with $x$ drawn from
# the real data, plus the expected logarithm of one minus $D$ of $G$ of $z$, with $z$ drawn from the noise. The
# discriminator picks its parameters so that $V$ is as large as possible. The generator picks its own so that even
# this largest $V$ is as small as possible." Such a goal is called a *min-max* objective. What one player wins, the
# other loses.
#
# **Think:** $D$ answers 0.9 for every real sample and 0.9 for every fake. Which of the two terms should worry $D$?
#
# <details><summary>Answer</summary>
#
# The second. The first is $\log 0.9 \approx -0.1$, nearly as good as it gets. The second is
# $\log(1 - 0.9) \approx -2.3$: nearly every fake passes.
#
# </details>


# %%
# Hint: It is the part of the game that the generator can do anything about.
# Hint: That is the mean of log(1 - D), over the fakes.
# Hint: Don't let 1 - D be less than something tiny before the logarithm. The sign stays as it is.
def generator_objective(d_fake):
    """What the generator minimises: mean log(1 - D(G(z))).

    Args:
        d_fake: (N, 1), the discriminator's output for fake samples.

    Returns:
        One number. It is finite even at a probability of exactly 1: clip with
        an epsilon of at most 1e-7, or find another safe way. A sample with
        D = 1 counts below -15.9, one with D = 0 counts 0 (up to the epsilon).

    Example:
        >>> generator_objective(1 - np.exp([[-1.0], [-3.0]]))  # (-1 - 3) / 2
        -2.0
    """
    ### BEGIN SOLUTION
    return np.mean(np.log(np.maximum(1 - d_fake, 1e-12)))
    ### END SOLUTION


# %% [markdown]
# There is another way to say what the generator wants: not "don't be called fake" but "be called real". That is the
# *non-saturating* loss, which is minimised too:
#
# $$L = -\frac 1 N \sum \log D(G(z))$$
#
# What is it good for? Call $s$ the score of a fake, before the sigmoid, so that $D = \sigma(s)$. In unit 1 the slope of
# the sigmoid came out as $\sigma'(s) = D\,(1 - D)$. By the chain rule the slopes of both losses are
#
# $$\frac{d \log(1 - D)}{d s} = \frac{-1}{1 - D} \cdot D\,(1 - D) = -D
#   \qquad\qquad
#   \frac{d\,(-\log D)}{d s} = \frac{-1}{D} \cdot D\,(1 - D) = -(1 - D)$$
#
# Both are negative: either loss pushes the score up. But where does it push hard? A GAN begins with bad fakes, and $D$
# knows it: $D(G(z))$ is near 0. There the slope of the first is nearly 0 as well, so the generator hardly learns. One
# says that the loss *saturates*. The slope of the second is nearly $-1$, and so it teaches most when there is most to
# learn.


# %%
# Hint: The same wish in other words: the fakes are to be taken for real.
# Hint: It looks at log D of the fakes, not at log(1 - D), and is minimised.
# Hint: So the mean of the logarithm gets a minus. Don't let D be less than something tiny before the logarithm.
def non_saturating_generator_loss(d_fake):
    """The generator's other loss, to be minimised: - mean log D(G(z)).

    Args:
        d_fake: (N, 1), the discriminator's output for fake samples.

    Returns:
        One number. It is finite even at a probability of exactly 0: clip with
        an epsilon of at most 1e-7, or find another safe way. A sample with
        D = 0 counts above 15.9, one with D = 1 counts 0 (up to the epsilon).

    Example:
        >>> non_saturating_generator_loss(np.exp([[-1.0], [-3.0]]))  # (1 + 3) / 2
        2.0
    """
    ### BEGIN SOLUTION
    return -np.mean(np.log(np.maximum(d_fake, 1e-12)))
    ### END SOLUTION


# %% [markdown]
# Below, your two losses: on the left their values, on the right their slopes, measured by nudging the score a little to
# either side.

# %%
if __name__ == "__main__":
    scores = np.linspace(-5, 5, 201)

    def each(loss, scores):
        """Work out the loss of every score on its own."""
        return np.array([loss(sigmoid(np.array([[s]]))) for s in scores])

    wishes = {"log(1 - D), the objective": generator_objective, "-log D, non-saturating": non_saturating_generator_loss}
    slopes = {name: (each(loss, scores + 1e-5) - each(loss, scores - 1e-5)) / 2e-5 for name, loss in wishes.items()}
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.2, 3.4), layout="constrained")
    for name, loss in wishes.items():
        left.plot(sigmoid(scores), each(loss, scores), label=name)
        right.plot(sigmoid(scores), slopes[name], label=name)
    left.set(title="Two ways to want the same", xlabel="D(G(z)): how real a fake looks", ylabel="what is minimised")
    right.set(title="How hard they push", xlabel="D(G(z)): how real a fake looks", ylabel="slope along the score")
    left.legend()
    for axes in (left, right):
        axes.grid(alpha=0.3)
    plt.show()

# %% [markdown]
# ![What you should see: both curves fall; at D near 0 the first has slope 0, the second slope -1](seen/two_wishes.png)
#
# Both curves fall as $D(G(z))$ rises, so both want the same. But at the left end, where a GAN begins, the first is flat
# and the second is steep. Further down both of them play, and the second is what will draw the digits.

# %% proves="near D(G(z)) = 0 the objective's slope vanishes and the non-saturating loss has slope -1"
if __name__ == "__main__":
    judged = sigmoid(scores)
    flat, steep = slopes.values()
    assert np.allclose(flat, -judged, atol=1e-6)
    assert np.allclose(steep, judged - 1, atol=1e-6)
    for loss in wishes.values():
        assert np.all(np.diff(each(loss, scores)) < 0)

# %% [markdown]
# ## Where the game ends
#
# Suppose we knew both distributions: at a point $x$, real samples have the density $P_r(x)$ and fakes the density
# $P_g(x)$. Then the best discriminator is a plain fraction, the share of real samples among all that turn up there:
#
# $$D^*(x) = \frac{P_r(x)}{P_r(x) + P_g(x)}$$
#
# Why? At each point $D$ may answer what it likes, so look at one point alone. What it adds to the value $V$ is
#
# $$P_r(x) \log D + P_g(x) \log(1 - D)$$
#
# At the highest place of this curve the slope along $D$ is 0. The slope of $\log D$ is $1/D$, that of $\log(1 - D)$ is
# $-1/(1 - D)$, so
#
# $$\frac{P_r(x)}{D} - \frac{P_g(x)}{1 - D} = 0 \quad\Rightarrow\quad P_r(x)\,(1 - D) = P_g(x)\, D
#   \quad\Rightarrow\quad P_r(x) = \big(P_r(x) + P_g(x)\big)\, D$$
#
# and that is the fraction. It is the highest place and not the lowest, since the curve falls to minus infinity at both
# ends, $D = 0$ and $D = 1$. Where $P_g = P_r$ the answer is one half. Then the fakes can't be told from the real
# samples, and the generator has won.
#
# `np.where(condition, a, b)` is of use in the function: it takes an entry of `a` where the condition holds, else one of
# `b`. It works out all of `a` and all of `b` first.


# %%
# Hint: Where is only real data, it should say 1, where only fakes are, 0. What if there is neither?
# Hint: The formula divides by the sum of both. Where that is 0, any answer is as good as another: it should be one
#     half.
# Hint: np.where computes both branches: divide by something that is never 0, and choose afterwards.
def optimal_discriminator(p_r, p_g):
    """The best possible discriminator: D* = p_r / (p_r + p_g), entry by entry.

    Args:
        p_r: density (or probability) of real samples; an array of any shape, or one number.
        p_g: that of fake samples, of the same shape.

    Returns:
        D*, of the shape of `p_r`. Where both are 0 nothing ever turns up, and
        D* is 0.5 by agreement. Densities may be very small; the fraction still holds.

    Example:
        >>> optimal_discriminator(np.array([3.0, 1.0, 1.0]), np.array([1.0, 1.0, 3.0]))
        array([0.75, 0.5, 0.25])
    """
    ### BEGIN SOLUTION
    total = np.add(p_r, p_g)
    nothing = total == 0
    return np.where(nothing, 0.5, p_r / np.where(nothing, 1.0, total))
    ### END SOLUTION


# %% [markdown]
# Here is what a point adds to the value, whatever $D$ answers there, for three pairs of densities. The dots are your
# $D^*$.

# %%
if __name__ == "__main__":
    answers = np.linspace(0.01, 0.99, 197)
    pairs = [(0.6, 0.2), (0.3, 0.3), (0.1, 0.4)]
    plt.figure(figsize=(6.5, 3.6), layout="constrained")
    for p_r, p_g in pairs:
        (line,) = plt.plot(answers, p_r * np.log(answers) + p_g * np.log(1 - answers), label=f"{p_r} real, {p_g} fake")
        best = float(optimal_discriminator(p_r, p_g))
        plt.plot(best, p_r * np.log(best) + p_g * np.log(1 - best), "o", markersize=8, color=line.get_color())
    plt.title("The best answer at one point")
    plt.xlabel("what D answers")
    plt.ylabel("what the point adds to the value")
    plt.ylim(-1.6, 0)
    plt.legend()
    plt.grid(alpha=0.3)
    plt.show()

# %% [markdown]
# ![What you should see: three arches, each with a dot at its top, at 0.75, 0.5 and 0.2](seen/best_answer.png)

# %% proves="D* is the highest place of the curve"
if __name__ == "__main__":
    for p_r, p_g in pairs:
        heights = p_r * np.log(answers) + p_g * np.log(1 - answers)
        assert np.isclose(answers[np.argmax(heights)], optimal_discriminator(p_r, p_g))

# %% [markdown]
# What is the game worth when the discriminator plays its best? Take a distribution over finitely many points, so that
# the means become sums over the points:
#
# $$V^* = \sum_x P_r(x) \log D^*(x) + \sum_x P_g(x) \log\big(1 - D^*(x)\big)$$
#
# A point with probability 0 adds nothing ($0 \log 0 = 0$). For $P_g = P_r$ all logarithms are $\log \frac 1 2$, and the
# value is $-2 \log 2 = -\log 4 \approx -1.386$. That is the lowest it can get.


# %%
# Hint: It is a sum over all places: what real data gives, weighted with p_r, and what fakes give, weighted with p_g.
# Hint: Take D* from optimal_discriminator: its logarithm belongs to p_r, that of 1 - D* to p_g.
# Hint: Where a weight is 0, its part is 0, whatever the logarithm: put 1 in place of what goes into it there. 1 - D*
#     is most exact as optimal_discriminator with its arguments swapped.
def value_at_optimum(p_r, p_g):
    """The value of the game against the best discriminator.

    Args:
        p_r: probabilities of the points under the real distribution; (K,), they add up to 1.
        p_g: those under the generator's, (K,) too. Both may hold zeros.

    Returns:
        sum p_r log D* + sum p_g log(1 - D*), one number, with 0 log 0 = 0. It is
        -log 4 where p_r = p_g, and 0 where no point is possible under both.

    Example:
        >>> value_at_optimum(np.array([0.75, 0.25]), np.array([0.25, 0.75]))  # 1.5 log 0.75 + 0.5 log 0.25
        -1.1246702892376166
    """
    ### BEGIN SOLUTION
    d_star, rest = optimal_discriminator(p_r, p_g), optimal_discriminator(p_g, p_r)  # rest is 1 - D*, exact near 0 too
    log_real = np.log(np.where(p_r > 0, d_star, 1.0))
    log_fake = np.log(np.where(p_g > 0, rest, 1.0))
    return np.sum(p_r * log_real) + np.sum(p_g * log_fake)
    ### END SOLUTION


# %% [markdown]
# Below, samples are single numbers and both distributions are bell curves. In the left picture, the fakes lie to the
# left of the real samples. In the right one, the fakes move across the real ones, and the game's value is followed.

# %%
if __name__ == "__main__":

    def bell(x, mean):
        """A bell curve around `mean` over the points `x`, as probabilities."""
        height = np.exp(-((x - mean) ** 2) / 2)
        return height / height.sum()

    x = np.linspace(-8, 8, 321)
    means = np.linspace(-4, 6, 101)
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.2, 3.5), layout="constrained")
    left.fill_between(x, bell(x, 1) / bell(x, 1).max(), alpha=0.5, label="real, around 1")
    left.fill_between(x, bell(x, -1) / bell(x, -1).max(), alpha=0.5, label="fake, around -1")
    left.plot(x, optimal_discriminator(bell(x, 1), bell(x, -1)), color="black", label="$D^*$")
    left.set(title="The best discriminator", xlabel="x", ylabel="$D^*$ (bells: scaled to height 1)", xlim=(-10, 6))
    left.legend(loc="upper left")
    game_values = np.array([value_at_optimum(bell(x, 1), bell(x, mean)) for mean in means])
    right.plot(means, game_values)
    right.axhline(-np.log(4), color="black", linestyle="--", label="-log 4")
    right.set(title="The value of the game", xlabel="where the fakes lie (the real ones: 1)", ylabel="value")
    right.legend()
    for axes in (left, right):
        axes.grid(alpha=0.3)
    plt.show()

# %% [markdown]
# ![What you should see: D* climbs from 0 to 1; the value touches -log 4 at one place](seen/best_discriminator.png)
#
# $D^*$ leads from 0, where only fakes turn up, to 1, where only real samples do. The value of the game touches
# $-\log 4$ where both curves lie upon each other, and nowhere else. So the generator, which wants the value low, is
# drawn there.

# %% proves="D* climbs from 0 to 1, and the value is -log 4 only where the fakes lie on the real samples"
if __name__ == "__main__":
    shares = optimal_discriminator(bell(x, 1), bell(x, -1))
    assert shares[0] < 1e-3 < 1 - 1e-3 < shares[-1]
    assert np.all(np.diff(shares) > 0)
    together = np.isclose(means, 1)
    assert together.sum() == 1
    assert np.allclose(game_values[together], -np.log(4))
    assert np.all(game_values[~together] > -np.log(4) + 1e-4)

# %% [markdown]
# ## The way back, for the discriminator
#
# The logarithms look nasty, but together with the sigmoid they become simple. You have seen two slopes along the score
# $s$ above. Turned round, they are what is needed here:
#
# $$\frac{d \log D}{d s} = \frac 1 D \cdot D\,(1 - D) = 1 - D \qquad\qquad \frac{d \log(1 - D)}{d s} = -D$$
#
# So each sample starts with a delta of its own, which says where its score should go: up if it is real, down if it
# isn't. Each kind is averaged over its own number, $N_r$ or $N_f$:
#
# $$\delta_2 = \frac{1 - D(x)}{N_r} \;\text{ for a real sample} \qquad\qquad
#   \delta_2 = \frac{-D(x)}{N_f} \;\text{ for a fake}$$
#
# From there on it is backpropagation as in unit 2. With $h = \tanh(x W_1 + b_1)$, whose slope is $1 - h \odot h$:
#
# $$\delta_1 = \big(\delta_2 W_2^\top\big) \odot (1 - h \odot h)$$
#
# $$dW_2 = h^\top \delta_2 \qquad db_2 = \sum_n \delta_2 \qquad dW_1 = x^\top \delta_1 \qquad db_1 = \sum_n \delta_1$$
#
# The sign $\odot$ multiplies entry by entry, `*` in code; everything else is the matrix product, `@`. The sums run over
# the samples, real and fake, for which `.sum(axis=0)` adds up all rows. `W.T` is the transpose of `W`. If you like,
# `np.concatenate([a, b])` puts the rows of `b` below those of `a`.


# %%
# Hint: Backpropagation as in a network of two layers; only the beginning, at the output, is another.
# Hint: At the output's weighted sum the slope of log D is 1 - D, that of log(1 - D) is -D; each is divided by the
#     number of its own samples.
# Hint: Real and fake samples can be put below each other and go through together. Then back through W2, times the
#     slope of tanh; each weight's gradient is its input, transposed, times the delta.
def discriminator_gradients(x_real, x_fake, theta_d):
    """The gradients of `discriminator_objective` with respect to the discriminator's parameters.

    Args:
        x_real: (N_real, D), real samples.
        x_fake: (N_fake, D), fake samples; N_fake may differ from N_real.
        theta_d: dict of `W1` (D, H), `b1` (H,), `W2` (H, 1), `b2` (1,).

    Returns:
        The dict `dW1`, `db1`, `dW2`, `db2`; each has the shape of its parameter.
        They point uphill: along them the objective grows.

    Example:
        >>> theta_d = {"W1": np.array([[0.0]]), "b1": np.array([0.0])}  # so h is 0, and its slope 1
        >>> theta_d |= {"W2": np.array([[4.0]]), "b2": np.array([np.log(3)])}  # so D is 0.75
        >>> discriminator_gradients(np.array([[2.0]]), np.array([[-1.0]]), theta_d)  # deltas: 0.25 and -0.75
        {'dW1': array([[5.]]), 'db1': array([-2.]), 'dW2': array([[0.]]), 'db2': array([-0.5])}
    """
    ### BEGIN SOLUTION
    x = np.concatenate([x_real, x_fake])
    h = np.tanh(x @ theta_d["W1"] + theta_d["b1"])
    d_real, d_fake = discriminator(x_real, theta_d), discriminator(x_fake, theta_d)

    delta2 = np.concatenate([(1 - d_real) / len(x_real), -d_fake / len(x_fake)])
    delta1 = (delta2 @ theta_d["W2"].T) * (1 - h**2)
    return {
        "dW1": x.T @ delta1,
        "db1": delta1.sum(axis=0),
        "dW2": h.T @ delta2,
        "db2": delta2.sum(axis=0),
    }
    ### END SOLUTION


# %% [markdown]
# ## The way back, for the generator
#
# The generator learns what it did wrong from the discriminator alone. Its gradient starts at $D$'s score and goes back
# through the whole discriminator to the fake $x = G(z)$: how should each of its numbers change, to look more real? From
# there it goes on through the generator. On the way the discriminator's parameters are used, but they get no gradient:
# this is the generator's turn.
#
# Write down the way there. Parameters of the generator have a $g$, those of the discriminator a $d$:
#
# $$h_g = \tanh(z W_1^g + b_1^g) \quad\to\quad x = h_g W_2^g + b_2^g \quad\to\quad
#   h_d = \tanh(x W_1^d + b_1^d) \quad\to\quad s = h_d W_2^d + b_2^d \quad\to\quad V_G$$
#
# By the chain rule the slope along $W_1^g$ is one factor for each arrow, from the right to the left, and a last one for
# the step from $W_1^g$ to $h_g$:
#
# $$\frac{\partial V_G}{\partial W_1^g} = \frac{\partial V_G}{\partial s} \cdot \frac{\partial s}{\partial h_d} \cdot
#   \frac{\partial h_d}{\partial x} \cdot \frac{\partial x}{\partial h_g} \cdot \frac{\partial h_g}{\partial W_1^g}$$
#
# Now multiply step by step. Each $\delta$ has a row for each of the $N$ fakes.
#
# 1. At the score. The slope of $\log(1 - D)$ is $-D$, and $V_G$ is a mean:
#    $\;\delta_2^d = -D / N$, of shape $(N, 1)$.
# 2. Back through the discriminator's output layer and its tanh:
#    $\;\delta_1^d = \big(\delta_2^d\, {W_2^d}^\top\big) \odot (1 - h_d \odot h_d)$, of shape $(N, H_d)$.
# 3. Back through its first weights to the fake itself:
#    $\;\delta_2^g = \delta_1^d\, {W_1^d}^\top$, of shape (N, D). The generator's output layer has no activation, so
#    this is its delta.
# 4. Back through the generator's output layer and its tanh:
#    $\;\delta_1^g = \big(\delta_2^g\, {W_2^g}^\top\big) \odot (1 - h_g \odot h_g)$, of shape $(N, H_g)$.
#
# The gradients are, as ever, what went into the weights, transposed, times the delta behind them:
#
# $$dW_2^g = h_g^\top \delta_2^g \qquad db_2^g = \sum_n \delta_2^g \qquad
#   dW_1^g = z^\top \delta_1^g \qquad db_1^g = \sum_n \delta_1^g$$


# %%
# Hint: The gradient comes from the discriminator's output, goes through all of the discriminator, and only then
#     through the generator.
# Hint: At the discriminator's output the slope of log(1 - D) is -D, divided by the number of samples. The way through
#     it is as in its own gradients, but its weights get none.
# Hint: Going back through the discriminator's first weights gives the gradient at the samples themselves. For the
#     generator that is its output's delta: no activation stands there. Its hidden layer has the slope of tanh.
def generator_gradients(z, theta_g, theta_d):
    """The gradients of `generator_objective` with respect to the generator's parameters, through the discriminator.

    Args:
        z: (N, noise_dim), the noise.
        theta_g: dict of `W1` (noise_dim, H_g), `b1` (H_g,), `W2` (H_g, D), `b2` (D,).
        theta_d: dict of `W1` (D, H_d), `b1` (H_d,), `W2` (H_d, 1), `b2` (1,).

    Returns:
        The dict `dW1`, `db1`, `dW2`, `db2`; each has the shape of its parameter
        in `theta_g`. It is the gradient of mean log(1 - D(G(z))), and of no other loss.

    Example:
        >>> z = np.array([[1.0], [3.0]])
        >>> zero = np.zeros(1)
        >>> theta_g = {"W1": np.array([[0.0]]), "b1": zero, "W2": np.array([[2.0]]), "b2": zero}  # h is 0, x is 0
        >>> theta_d = {"W1": np.array([[4.0]]), "b1": zero, "W2": np.array([[1.0]]), "b2": zero}  # h is 0, D is 0.5
        >>> generator_gradients(z, theta_g, theta_d)  # the deltas: -0.25, -0.25, -1 and -2, for both samples
        {'dW1': array([[-8.]]), 'db1': array([-4.]), 'dW2': array([[0.]]), 'db2': array([-2.])}
    """
    ### BEGIN SOLUTION
    h_g = np.tanh(z @ theta_g["W1"] + theta_g["b1"])
    x = generator(z, theta_g)
    h_d = np.tanh(x @ theta_d["W1"] + theta_d["b1"])
    d = discriminator(x, theta_d)

    delta_d2 = -d / len(z)
    delta_d1 = (delta_d2 @ theta_d["W2"].T) * (1 - h_d**2)
    delta_g2 = delta_d1 @ theta_d["W1"].T
    delta_g1 = (delta_g2 @ theta_g["W2"].T) * (1 - h_g**2)
    return {
        "dW1": z.T @ delta_g1,
        "db1": delta_g1.sum(axis=0),
        "dW2": h_g.T @ delta_g2,
        "db2": delta_g2.sum(axis=0),
    }
    ### END SOLUTION


# %% [markdown]
# Do the formulas agree with a measurement? Below, each parameter is nudged a little to either side and the
# objective is looked at. The numbers are the largest differences. Anything below $10^{-8}$ is rounding; anything
# above $10^{-4}$ is a mistake.

# %%
if __name__ == "__main__":

    def measured_gradient(f, theta, name, eps=1e-5):
        """Measure the slope of `f` along every entry of one parameter."""
        slope = np.zeros_like(theta[name])
        for i in np.ndindex(slope.shape):
            nudge = np.zeros_like(slope)
            nudge[i] = eps
            slope[i] = (f({**theta, name: theta[name] + nudge}) - f({**theta, name: theta[name] - nudge})) / (2 * eps)
        return slope

    rng = np.random.default_rng(SEED)
    theta_g, theta_d = first_theta(2, 5, 3, rng), first_theta(3, 4, 1, rng)
    x_real, z = rng.standard_normal((6, 3)), sample_noise(4, 2, rng)
    x_fake = generator(z, theta_g)

    def objective_of_d(theta):
        """The discriminator's objective, as a function of its parameters."""
        return discriminator_objective(discriminator(x_real, theta), discriminator(x_fake, theta))

    def objective_of_g(theta):
        """The generator's objective, as a function of its parameters."""
        return generator_objective(discriminator(generator(z, theta), theta_d))

    differences = []
    for title, grads, theta, f in [
        ("discriminator", discriminator_gradients(x_real, x_fake, theta_d), theta_d, objective_of_d),
        ("generator", generator_gradients(z, theta_g, theta_d), theta_g, objective_of_g),
    ]:
        for name in theta:
            differences.append(np.abs(grads["d" + name] - measured_gradient(f, theta, name)).max())
            print(f"{title}, d{name}: largest difference {differences[-1]:.1e}")

# %% proves="the gradients agree with a measurement"
if __name__ == "__main__":
    assert len(differences) == 8
    assert max(differences) < 1e-8

# %% [markdown]
# ![What you should see](seen/gradients.txt)
#
# ## Two steps in opposite directions
#
# A gradient points uphill. The discriminator maximises, so it walks *along* its gradient (gradient ascent); the
# generator minimises, so it walks *against* its own (gradient descent).
#
# $$\theta_d = \theta_d + \alpha\, \nabla_{\theta_d} V_D \qquad \theta_g = \theta_g - \alpha\, \nabla_{\theta_g} V_G$$
#
# Here $\nabla_{\theta_d} V_D$ is the gradient of $V_D$ with respect to all parameters in $\theta_d$, and $\alpha$ is
# the learning rate. `for name, value in theta_d.items()` goes through a dict, key by key.


# %%
# Hint: Ascent: the discriminator maximises.
# Hint: A parameter W1 has its gradient under the name dW1.
# Hint: Build a new dict, with new arrays: what came in stays as it is. The sign is the other one than in descent.
def discriminator_step(theta_d, grads, alpha):
    """Take one step of gradient ascent.

    Args:
        theta_d: dict of `W1`, `b1`, `W2`, `b2`. It stays as it is.
        grads: dict of `dW1`, `db1`, `dW2`, `db2`, of the same shapes.
        alpha: the learning rate.

    Returns:
        A new dict `W1`, `b1`, `W2`, `b2`: parameter + alpha x gradient.

    Example:
        >>> theta_d = {"W1": np.array([[1.0]]), "b1": np.array([0.0]), "W2": np.array([[2.0]]), "b2": np.array([3.0])}
        >>> grads = {"dW1": np.array([[2.0]]), "db1": np.array([4.0])}
        >>> grads |= {"dW2": np.array([[-2.0]]), "db2": np.array([0.0])}
        >>> discriminator_step(theta_d, grads, 0.5)
        {'W1': array([[2.]]), 'b1': array([2.]), 'W2': array([[1.]]), 'b2': array([3.])}
    """
    ### BEGIN SOLUTION
    return {name: parameter + alpha * grads["d" + name] for name, parameter in theta_d.items()}
    ### END SOLUTION


# %%
# Hint: Descent: the generator minimises.
# Hint: A parameter W1 has its gradient under the name dW1.
# Hint: Build a new dict, with new arrays: what came in stays as it is.
def generator_step(theta_g, grads, alpha):
    """Take one step of gradient descent.

    Args:
        theta_g: dict of `W1`, `b1`, `W2`, `b2`. It stays as it is.
        grads: dict of `dW1`, `db1`, `dW2`, `db2`, of the same shapes.
        alpha: the learning rate.

    Returns:
        A new dict `W1`, `b1`, `W2`, `b2`: parameter - alpha x gradient.

    Example:
        >>> theta_g = {"W1": np.array([[1.0]]), "b1": np.array([0.0]), "W2": np.array([[2.0]]), "b2": np.array([3.0])}
        >>> grads = {"dW1": np.array([[2.0]]), "db1": np.array([4.0])}
        >>> grads |= {"dW2": np.array([[-2.0]]), "db2": np.array([0.0])}
        >>> generator_step(theta_g, grads, 0.5)
        {'W1': array([[0.]]), 'b1': array([-2.]), 'W2': array([[3.]]), 'b2': array([3.])}
    """
    ### BEGIN SOLUTION
    return {name: parameter - alpha * grads["d" + name] for name, parameter in theta_g.items()}
    ### END SOLUTION


# %% [markdown]
# ## The game
#
# Now the two play. In each iteration the discriminator moves first: it looks at real samples and at fakes made from
# noise, and takes its step. Then the generator moves, with noise of its own, against the discriminator *as it is now*.
#
# ![Two loops: D learns from its verdicts on real samples and fakes; G learns through D](drawings/two_loops.svg)


# %%
# Hint: By turns: a step of the discriminator, then one of the generator. Which noise is whose?
# Hint: The discriminator sees x[t] and fakes made from z_d[t]; the generator's step takes z_g[t], against the
#     discriminator that has just been updated.
# Hint: Each objective is written down before the step that it belongs to. The history is a dict of two lists, a
#     number an iteration in each.
def train_gan(x, z_d, z_g, theta_g, theta_d, alpha):
    """Train both networks by turns: an iteration is one step of the discriminator, then one of the generator.

    Both steps follow the gradients above. What they look at has been drawn
    beforehand: iteration t takes the real samples `x[t]`, its discriminator's
    step fakes made from `z_d[t]`, its generator's step the noise `z_g[t]`.

    Args:
        x: (T, N, D), N real samples for each of T iterations.
        z_d: (T, N, noise_dim), the noise for the discriminator's steps.
        z_g: (T, N, noise_dim), the noise for the generator's steps.
        theta_g: the generator's first parameters; they stay as they are.
        theta_d: the discriminator's; they stay as they are too.
        alpha: the learning rate of both.

    Returns:
        (theta_g, theta_d, history): the trained parameters, and a dict of two
        lists, `discriminator` and `generator`, with one number for each
        iteration: `discriminator_objective` before the discriminator's step, and
        `generator_objective` before the generator's step (against the
        discriminator that has just taken its own).

    Example:
        >>> x, z, zero = np.array([[[0.0]]]), np.array([[[1.0]]]), np.zeros(1)  # x is what G makes: D can't learn
        >>> theta_g = {"W1": np.array([[0.0]]), "b1": zero, "W2": np.array([[2.0]]), "b2": zero}
        >>> theta_d = {"W1": np.array([[4.0]]), "b1": zero, "W2": np.array([[1.0]]), "b2": zero}
        >>> train_gan(x, z, z, theta_g, theta_d, 0.5)  # the values: log 0.5 + log 0.5, and log 0.5
        ({'W1': array([[2.]]), 'b1': array([2.]), 'W2': array([[2.]]), 'b2': array([1.])},
         {'W1': array([[4.]]), 'b1': array([0.]), 'W2': array([[1.]]), 'b2': array([0.])},
         {'discriminator': [-1.3862943611198906], 'generator': [-0.6931471805599453]})
    """
    ### BEGIN SOLUTION
    history = {"discriminator": [], "generator": []}
    for t in range(len(x)):
        x_fake = generator(z_d[t], theta_g)
        d_real, d_fake = discriminator(x[t], theta_d), discriminator(x_fake, theta_d)
        history["discriminator"].append(discriminator_objective(d_real, d_fake))
        theta_d = discriminator_step(theta_d, discriminator_gradients(x[t], x_fake, theta_d), alpha)

        d_fake = discriminator(generator(z_g[t], theta_g), theta_d)
        history["generator"].append(generator_objective(d_fake))
        theta_g = generator_step(theta_g, generator_gradients(z_g[t], theta_g, theta_d), alpha)
    return theta_g, theta_d, history
    ### END SOLUTION


# %% [markdown]
# To watch a game, play a little of it, look, and play on. `play_on` draws what 50 iterations look at, and hands it to
# your `train_gan`: 64 real samples and noise for 64 fakes for a step of $D$, noise for 64 fakes for one of $G$.

# %%
if __name__ == "__main__":

    def play_on(sample_real, theta_g, theta_d, rng):
        """Play 50 iterations; `sample_real(n, rng)` gives n real samples."""
        noise_dim = len(theta_g["W1"])
        x = sample_real(50 * 64, rng).reshape(50, 64, -1)
        z_d, z_g = sample_noise(2 * 50 * 64, noise_dim, rng).reshape(2, 50, 64, noise_dim)
        return train_gan(x, z_d, z_g, theta_g, theta_d, alpha=0.1)


# %% [markdown]
# ## One number at a time
#
# Before pictures, a game that can be seen whole: a sample is a single number. The real ones lie in two heaps, around
# -2 and around 2. The generator starts from noise in a single heap and has never seen a real sample. Watch it learn
# to split its heap in two, with nothing to go by but the discriminator's opinion.

# %%
if __name__ == "__main__":

    def two_heaps(n, rng):
        """Draw n real samples: half of them around -2, half around 2."""
        return rng.choice([-2.0, 2.0], size=(n, 1)) + 0.5 * rng.standard_normal((n, 1))

    rng = np.random.default_rng(SEED)
    theta_g, theta_d = first_theta(2, 16, 1, rng), first_theta(1, 16, 1, rng)
    values, moments, opinions = [], [], []
    for until in range(0, 3001, 50):
        if until:
            theta_g, theta_d, history = play_on(two_heaps, theta_g, theta_d, rng)
            values += list(history["discriminator"])
        fakes = generator(sample_noise(1000, 2, rng), theta_g)
        judged = [discriminator(x, theta_d).mean() for x in (two_heaps(1000, rng), fakes)]
        opinions.append((until, *judged))
        if until in (0, 100, 400, 3000):
            moments.append((until, generator(sample_noise(5000, 2, rng), theta_g), theta_d))

# %%
if __name__ == "__main__":
    figure, panels = plt.subplots(2, 2, figsize=(8.2, 5.6), sharex=True, sharey=True, layout="constrained")
    x = np.linspace(-5, 5, 200)[:, None]
    bins = np.linspace(-5, 5, 51)
    for axes, (until, fakes, moment_d) in zip(panels.flat, moments):
        axes.hist(two_heaps(5000, rng)[:, 0], bins, density=True, alpha=0.5, label="real")
        axes.hist(fakes[:, 0], bins, density=True, alpha=0.5, label="generated")
        axes.plot(x[:, 0], discriminator(x, moment_d)[:, 0], color="black", label="D(x)")
        axes.axhline(0.5, color="gray", linewidth=0.8, linestyle="--")
        axes.set(title=f"after {until:,} iterations", ylim=(0, 1))
    for axes in panels[1]:
        axes.set_xlabel("x")
    for axes in panels[:, 0]:
        axes.set_ylabel("density, and D(x)")
    figure.legend(*panels[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    plt.show()

# %% [markdown]
# ![What you should see: one heap of fakes at first, two heaps on the real ones at the end](seen/two_heaps.png)
#
# Four moments of the game. The discriminator's curve is high where there are more real samples than fakes, and the
# fakes follow it uphill. In the end the two heaps of fakes lie on the real ones, and the curve is near one half there.
# In the gap it stays lower: a neural network is smooth and can't cut one heap in two, so a few fakes must cross.

# %% proves="the fakes split into two heaps on the real ones, with few in the gap"
if __name__ == "__main__":
    first, last = moments[0][1], moments[-1][1]
    middle, sides = (np.mean(np.abs(np.abs(first) - place) < 0.5) for place in (0, 2))
    assert middle > sides / 2  # there are two sides, and one middle
    assert np.mean(np.abs(first) < 1) > 4 * np.mean(np.abs(last) < 1)
    assert np.mean(np.abs(last) < 1) < 0.15
    assert abs(np.mean(last < 0) - 0.5) < 0.1
    assert abs(np.median(last[last > 0]) - 2) < 0.3
    assert abs(np.median(last[last < 0]) + 2) < 0.3
    at_left, at_gap, at_right = discriminator(np.array([[-2.0], [0.0], [2.0]]), theta_d)[:, 0]
    assert max(abs(at_left - 0.5), abs(at_right - 0.5)) < 0.1
    assert at_gap < min(at_left, at_right)

# %% [markdown]
# The same game in two curves: what the discriminator thinks of real samples and of fakes, and its objective, which is
# the value of the game.

# %%
if __name__ == "__main__":
    iterations, d_real, d_fake = map(np.array, zip(*opinions))
    smooth = np.convolve(values, np.ones(100) / 100, "valid")
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.2, 3.5), layout="constrained")
    left.plot(iterations, d_real, label="D(x) of real samples")
    left.plot(iterations, d_fake, label="D(G(z)) of fakes")
    left.axhline(0.5, color="black", linestyle="--", label="one half")
    left.set(title="What the discriminator thinks", xlabel="iteration", ylabel="mean output", ylim=(0.4, 0.6))
    left.legend()
    right.plot(values, linewidth=0.3, color="lightgray")
    right.plot(np.arange(50, len(values) - 49), smooth, label="mean of 100")
    right.axhline(-np.log(4), color="black", linestyle="--", label="-log 4")
    right.set(title="The value of the game", xlabel="iteration", ylabel="discriminator_objective")
    right.legend()
    for axes in (left, right):
        axes.grid(alpha=0.3)
    plt.show()

# %% [markdown]
# ![What you should see: two curves that part and meet again; a value that comes down to -log 4](seen/two_curves.png)
#
# The discriminator tells the two kinds apart for a while, then both curves go to one half. Its objective lies above
# $-\log 4$ while it is ahead. Then it comes down to $-\log 4$, the value of a game that nobody can win any more.
#
# **Think:** in another game $G$ makes one number only, $x = 2$, whatever the noise. It is a number that the real
# samples have, too. Will $D$ be fooled for long?
#
# <details><summary>Answer</summary>
#
# No. $D$ sees far more fakes than real samples at 2, so it learns to answer nearly 0 there, and $G$ has to move on.
# This does happen: the generator of a GAN may make only a few kinds of samples and run from one kind to the next. It is
# called *mode collapse*. A generator has won only when it makes everything, as often as it really turns up.
#
# </details>

# %% proves="D tells the two apart for a while, and the value comes down to -log 4"
if __name__ == "__main__":
    parted = d_real - d_fake
    assert parted[2:21].max() > max(0.04, 1.5 * parted[-10:].mean())
    assert np.all(np.abs(np.array([d_real[-10:], d_fake[-10:]]) - 0.5) < 0.04)
    assert smooth.max() > -np.log(4) + 0.04
    assert 0 < np.mean(values[-500:]) + np.log(4) < 0.03

# %% [markdown]
# ## A generator that is far behind
#
# Now see what the other loss is for. The real samples lie around 6, far from the first fakes, which lie around 0. And
# the discriminator practises alone for 500 iterations before the game begins, so that it is sure of itself.
#
# The gradient of the non-saturating loss needs no new way back. Turn the sign of `W2` and `b2` of the discriminator,
# and its score turns from $s$ to $-s$. Then it answers $\sigma(-s) = 1 - D$: it says how likely a sample is to be
# *fake*. For this mirrored discriminator your `generator_gradients` gives the gradient of the mean of
# $\log(1 - (1 - D)) = \log D$. With a minus, that is the gradient of the loss $L$.

# %%
if __name__ == "__main__":

    def eager_gradients(z, theta_g, theta_d):
        """The gradients of `non_saturating_generator_loss` with respect to the generator's parameters."""
        mirrored = {**theta_d, "W2": -theta_d["W2"], "b2": -theta_d["b2"]}
        return {name: -slope for name, slope in generator_gradients(z, theta_g, mirrored).items()}

    def around_six(n, rng):
        """Draw n real samples around 6."""
        return 6 + 0.5 * rng.standard_normal((n, 1))

    rng = np.random.default_rng(SEED + 1)
    first_g, first_d = first_theta(2, 16, 1, rng), first_theta(1, 16, 1, rng)
    for _ in range(500):
        fakes = generator(sample_noise(64, 2, rng), first_g)
        first_d = discriminator_step(first_d, discriminator_gradients(around_six(64, rng), fakes, first_d), 0.1)
    print(f"D(G(z)) before the game: {discriminator(fakes, first_d).mean():.3f}")

    middles = {}
    for name, gradients in [("log(1 - D), the objective", generator_gradients), ("-log D", eager_gradients)]:
        theta_g, theta_d, middles[name] = first_g, first_d, []
        for _ in range(500):
            fakes = generator(sample_noise(64, 2, rng), theta_g)
            middles[name].append(fakes.mean())
            theta_d = discriminator_step(theta_d, discriminator_gradients(around_six(64, rng), fakes, theta_d), 0.1)
            theta_g = generator_step(theta_g, gradients(sample_noise(64, 2, rng), theta_g, theta_d), 0.1)
    plt.figure(figsize=(6.5, 3.6), layout="constrained")
    for name, middle in middles.items():
        plt.plot(middle, label=name)
    plt.axhline(6, color="black", linestyle="--", label="the real samples")
    plt.title("A generator that is far behind")
    plt.xlabel("iteration")
    plt.ylabel("where the fakes lie (mean of 64)")
    plt.legend()
    plt.grid(alpha=0.3)
    plt.show()

# %% [markdown]
# ![What you should see: -log D leaps towards 6 at once; log(1 - D) stays near 0 for a long time](seen/far_behind.png)
#
# ![And in numbers](seen/far_behind.txt)
#
# With $\log(1 - D)$ the fakes hardly move for 40 iterations: $D$ is sure, and a sure $D$ teaches nothing. With
# $-\log D$ they leap in the first 20, so hard that they fly past the goal and come back. In the end both arrive. In
# larger games the slow one often never does, so nearly every GAN is trained with a loss that doesn't saturate.

# %% proves="against a sure discriminator the non-saturating loss learns at once, the objective only late"
if __name__ == "__main__":
    z = sample_noise(64, 2, rng)
    for name, grads in eager_gradients(z, first_g, first_d).items():

        def loss_of_g(theta):
            """The non-saturating loss, as a function of the generator's parameters."""
            return non_saturating_generator_loss(discriminator(generator(z, theta), first_d))

        assert np.allclose(grads, measured_gradient(loss_of_g, first_g, name[1:]), atol=1e-7)
    assert discriminator(generator(z, first_g), first_d).mean() < 0.02
    slow, eager = map(np.array, middles.values())
    assert np.all(np.abs(slow[:40]) < 1)
    assert eager[20] > 4
    assert eager[:200].max() > 6.3
    for middle in (slow, eager):
        assert abs(middle[-50:].mean() - 6) < 0.5

# %% [markdown]
# ## Digits
#
# Now pictures: 1,797 handwritten digits of 8 x 8 pixels, which come with scikit-learn. A sample is one picture, its 64
# pixels in a row, scaled to run from -2 to 2. The generator starts from 10 numbers of noise and has to find out by
# itself that pixels make strokes. It goes down the non-saturating loss, as nearly every GAN does; all else is the game
# that you know. It takes a few seconds.

# %%
if __name__ == "__main__":
    try:
        from sklearn.datasets import load_digits
    except ImportError:
        load_digits = None
        print("The digits come with scikit-learn. Install it (pip install scikit-learn) and run this cell again.")
    else:
        pixels, labels = load_digits(return_X_y=True)
        pixels /= 16
        rng = np.random.default_rng(SEED + 2)
        theta_g, theta_d = first_theta(10, 64, 64, rng), first_theta(64, 48, 1, rng)
        noise, album, digit_values = sample_noise(400, 10, rng), {}, []
        for iteration in range(3001):
            if iteration in (0, 100, 1000, 3000):
                album[iteration] = generator(noise, theta_g) / 4 + 0.5  # back to pixels from 0 to 1
            x = 4 * (pixels[rng.integers(len(pixels), size=24)] - 0.5)
            fakes = generator(sample_noise(24, 10, rng), theta_g)
            value = discriminator_objective(discriminator(x, theta_d), discriminator(fakes, theta_d))
            digit_values.append(value)
            theta_d = discriminator_step(theta_d, discriminator_gradients(x, fakes, theta_d), 0.1)
            theta_g = generator_step(theta_g, eager_gradients(sample_noise(24, 10, rng), theta_g, theta_d), 0.1)

# %%
if __name__ == "__main__":
    if load_digits:
        rows = {**{f"{iteration:,}": pictures for iteration, pictures in album.items()}, "real": pixels}
        figure, panels = plt.subplots(len(rows), 12, figsize=(8.2, 3.8), layout="constrained")
        for line, (title, pictures) in zip(panels, rows.items()):
            for axes, image in zip(line, pictures):
                axes.imshow(image.reshape(8, 8), cmap="gray_r", vmin=0, vmax=1)
                axes.set(xticks=[], yticks=[])
            line[0].set_ylabel(title, rotation=0, ha="right", va="center")
        figure.suptitle("Digits, drawn from noise (after so many iterations)")
        plt.show()

# %% [markdown]
# ![What you should see: grey noise, then much the same blur everywhere, then shapes like digits](seen/digits.png)
#
# One column is one noise vector $z$, and what the generator makes of it as the game goes on. It begins with grey noise:
# nothing of a digit is built in. After 100 iterations it has found out which pixels are dark on the average, and draws
# nearly the same blur for every $z$. Then come strokes and loops. In the end some of the pictures can be read, others
# are no digit at all. The last row is there to compare: real digits.
#
# How good are they? Let a judge say who has nothing to do with the game: a softmax layer that learns to read the real
# digits. The share of pictures that it reads with more than 90 % confidence tells how clear they are. The mean distance
# between two pictures tells how many-sided they are.

# %%
if __name__ == "__main__":
    if load_digits:

        def read(pictures, w):
            """Give the judge's probabilities of the ten digits; the last row of `w` is the bias."""
            scores = pictures @ w[:-1] + w[-1]
            powers = np.exp(scores - scores.max(axis=1, keepdims=True))
            return powers / powers.sum(axis=1, keepdims=True)

        w = np.zeros((65, 10))
        for _ in range(200):
            off = (np.eye(10)[labels] - read(pixels, w)) / len(pixels)
            w += 3 * np.vstack([pixels.T @ off, off.sum(axis=0)])
        clear = {title: np.mean(read(pictures, w).max(axis=1) > 0.9) for title, pictures in rows.items()}
        apart = {
            title: np.linalg.norm(pictures[:200, None] - pictures[None, 200:400], axis=2).mean()
            for title, pictures in rows.items()
        }
        print("iterations   clear, of five   mean distance (real ones: 1)")
        for title in rows:
            print(f"{title:>10} {5 * clear[title]:16.0f} {apart[title] / apart['real']:15.1f}")

# %%
if __name__ == "__main__":
    if load_digits:
        plt.figure(figsize=(6.5, 3.6), layout="constrained")
        plt.plot(np.arange(100, len(digit_values) - 99), np.convolve(digit_values, np.ones(200) / 200, "valid"))
        plt.axhline(-np.log(4), color="black", linestyle="--", label="-log 4")
        plt.title("The value of the game for digits")
        plt.xlabel("iteration")
        plt.ylabel("discriminator_objective (mean of 200)")
        plt.legend()
        plt.grid(alpha=0.3)
        plt.show()

# %% [markdown]
# ![What you should see: a curve that stays well above the dashed line at -log 4](seen/digit_values.png)
#
# ![And what the judge says](seen/judge.txt)
#
# Of the noise and of the blur, next to nothing is clear to the judge. Of the last pictures it is about two in five, of
# the real digits more than three in four. And they have become many-sided: pictures of noise and of blur lie about half
# as far from each other as real digits do, the last ones about as far. So the generator has learnt a lot, from a single
# number a picture, *real or not?* But it hasn't won. The value stays well above $-\log 4$: this discriminator can still
# tell many of the fakes. Larger networks, convolutions (unit 6), far more pictures and many tricks of training have
# brought faces that nobody can tell from real ones.
#
# (The table rounds on purpose. Computers differ in the last digit of a number. In a game of 3,000 iterations such a
# difference grows until your last pictures are others than those shown here. How good they are stays the same.)

# %% proves="from noise to shapes as clear and many-sided as told, and the discriminator is still ahead"
if __name__ == "__main__":
    if load_digits:
        assert max(clear["0"], clear["100"]) < 0.05
        assert 0.3 < clear["3,000"] < 0.5
        assert clear["real"] > 3 / 4
        assert max(apart["0"], apart["100"]) < 0.65 * apart["real"]
        assert 0.85 < apart["3,000"] / apart["real"] < 1.2
        assert -1.25 < np.mean(digit_values[-500:]) < -0.85

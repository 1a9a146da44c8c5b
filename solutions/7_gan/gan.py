# %% [markdown]
# # Two networks in a game
#
# A forger prints banknotes, a police officer looks for them. Each new trick of the forger teaches the officer
# something, each arrest teaches the forger something, and in the end the notes can't be told from real ones. A
# *generative adversarial network* (GAN) is that story with two networks in it: the *generator* $G$ makes samples out
# of noise, the *discriminator* $D$ says how likely a sample is to be real, and each learns from the other.
#
# Twelve functions are yours to write. Each has a cell of its own, with a docstring that says what goes in and what
# comes out; replace the line `raise NotImplementedError()` by your code. Below each stands a cell that checks it
# and tells you what is wrong. Run it as often as you like.
#
# **Shapes.** One row is one sample. Both networks have one hidden layer of tanh neurons. The parameters of a network
# travel in a dict: `theta_g` for the generator, `theta_d` for the discriminator, with the same four keys.
#
# | | `theta_g` | `theta_d` | |
# |---|---|---|---|
# | `W1` | (noise_dim, $H_g$) | ($D$, $H_d$) | input to hidden |
# | `b1` | ($H_g$,) | ($H_d$,) | bias of the hidden layer |
# | `W2` | ($H_g$, $D$) | ($H_d$, 1) | hidden to output |
# | `b2` | ($D$,) | (1,) | bias of the output layer |
#
# $D$ is the length of a sample. The two hidden layers need not have the same size.

# %%
import numpy as np

# %%
if __name__ == "__main__":
    import matplotlib.pyplot as plt

# %% [markdown]
# Two things are given: the sigmoid, and first weights for a network. The weights are scaled by the number of inputs,
# so that a hidden neuron starts where tanh is steep, however many inputs it has.


# %%
def sigmoid(z):
    """Squash every entry of `z` into (0, 1): 1 / (1 + exp(-z))."""
    return 1 / (1 + np.exp(-z))


def first_theta(num_input, num_hidden, num_output, rng):
    """Draw first parameters of a network: scaled normal weights, biases of zero."""
    return {
        "W1": rng.standard_normal((num_input, num_hidden)) / np.sqrt(num_input),
        "b1": np.zeros(num_hidden),
        "W2": rng.standard_normal((num_hidden, num_output)) / np.sqrt(num_hidden),
        "b2": np.zeros(num_output),
    }


# %% [markdown]
# ## The generator
#
# The generator never sees a real sample. It starts from noise $z$, drawn from a distribution $P_z$ that is easy to
# draw from, and bends it into something else. The distribution that comes out is called $P_g$. Nobody writes a formula
# for it: it is there only through the samples, so a GAN is an *implicit density model*.


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

    Chapter: "Breaking down the generator".
    """
    ### BEGIN SOLUTION
    return rng.standard_normal((num_samples, noise_dim))
    ### END SOLUTION


# %% [markdown]
# $$G(z) = \tanh(z W_1 + b_1)\, W_2 + b_2$$
#
# The output layer has no activation: a sample's numbers may be of any size.


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

    Chapter: "Breaking down the generator".
    """
    ### BEGIN SOLUTION
    h = np.tanh(z @ theta_g["W1"] + theta_g["b1"])
    return h @ theta_g["W2"] + theta_g["b2"]
    ### END SOLUTION


# %% [markdown]
# ## The discriminator
#
# The discriminator is an ordinary classifier with two classes. Its one output, a probability, says how likely a
# sample is to be real: 1 for surely real, 0 for surely fake.
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

    Chapter: "Breaking down the discriminator".
    """
    ### BEGIN SOLUTION
    h = np.tanh(x @ theta_d["W1"] + theta_d["b1"])
    return sigmoid(h @ theta_d["W2"] + theta_d["b2"])
    ### END SOLUTION


# %% [markdown]
# ## What each of them wants
#
# The discriminator wants $D(x)$ to be high where $x$ is real, and low where it is fake. It *maximises*
#
# $$V_D = \frac 1 {N_r} \sum_{\text{real}} \log D(x) + \frac 1 {N_f} \sum_{\text{fake}} \log\big(1 - D(G(z))\big)$$
#
# Each half is a mean over its own samples, for there can be more of one kind than of the other.
#
# The logarithm of 0 is minus infinity, and one such sample would spoil the whole mean. So keep the argument of the
# logarithm from falling below some tiny number, such as $10^{-12}$; or add that number, which comes to the same. A sure
# and wrong answer is then very bad, but not infinitely so.


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

    Chapter: "Discriminator loss".
    """
    ### BEGIN SOLUTION
    log_real = np.log(np.maximum(d_real, 1e-12))
    log_fake = np.log(np.maximum(1 - d_fake, 1e-12))
    return np.mean(log_real) + np.mean(log_fake)
    ### END SOLUTION


# %% [markdown]
# The generator can change the second half only. It wants the opposite, so it *minimises*
#
# $$V_G = \frac 1 N \sum \log\big(1 - D(G(z))\big)$$


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

    Chapter: "Generator loss".
    """
    ### BEGIN SOLUTION
    return np.mean(np.log(np.maximum(1 - d_fake, 1e-12)))
    ### END SOLUTION


# %% [markdown]
# There is another way to say what the generator wants: not "don't be called fake" but "be called real". That is the
# *non-saturating* loss, which is minimised too:
#
# $$L = -\frac 1 N \sum \log D(G(z))$$


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

    Chapter: "Generator loss" (the same wish in other words).
    """
    ### BEGIN SOLUTION
    return -np.mean(np.log(np.maximum(d_fake, 1e-12)))
    ### END SOLUTION


# %% [markdown]
# Both fall as $D(G(z))$ rises, so both want the same. Look at the left end, though, where every GAN begins: the fakes
# are bad and $D$ knows it. There the first curve is nearly flat and teaches little; the second is steep.

# %%
if __name__ == "__main__":
    d = np.linspace(0.005, 0.99, 300)
    plt.figure(figsize=(6, 3.5))
    plt.plot(d, [generator_objective(np.array([[p]])) for p in d], label="log(1 - D), the objective")
    plt.plot(d, [non_saturating_generator_loss(np.array([[p]])) for p in d], label="-log D, non-saturating")
    plt.title("Two ways to want the same")
    plt.xlabel("D(G(z)): how real a fake looks")
    plt.ylabel("what the generator minimises")
    plt.legend()
    plt.grid(alpha=0.3)
    plt.show()

# %% [markdown]
# ## Where the game ends
#
# Suppose we knew both distributions: at a point $x$, real samples have the density $P_r(x)$ and fakes the density
# $P_g(x)$. Then the best discriminator is a plain fraction, the share of real samples among all that turn up there:
#
# $$D^*(x) = \frac{P_r(x)}{P_r(x) + P_g(x)}$$
#
# Where $P_g = P_r$ it is one half: the fakes can't be told from the real samples, and the generator has won.


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

    Chapter: "How do they learn, though?".
    """
    ### BEGIN SOLUTION
    total = np.add(p_r, p_g)
    nothing = total == 0
    return np.where(nothing, 0.5, p_r / np.where(nothing, 1.0, total))
    ### END SOLUTION


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

    Chapter: "How do they learn, though?" and "Total loss".
    """
    ### BEGIN SOLUTION
    d_star, rest = optimal_discriminator(p_r, p_g), optimal_discriminator(p_g, p_r)  # rest is 1 - D*, exact near 0 too
    log_real = np.log(np.where(p_r > 0, d_star, 1.0))
    log_fake = np.log(np.where(p_g > 0, rest, 1.0))
    return np.sum(p_r * log_real) + np.sum(p_g * log_fake)
    ### END SOLUTION


# %% [markdown]
# Below, the fakes lie to the left of the real samples. $D^*$ leads from 0 to 1 between them. On the right, the fakes
# move across: the value of the game touches $-\log 4$ where both lie upon each other, and nowhere else.

# %%
if __name__ == "__main__":

    def bell(x, mean):
        """A bell curve around `mean` over the points `x`, as probabilities."""
        height = np.exp(-((x - mean) ** 2) / 2)
        return height / height.sum()

    x = np.linspace(-8, 8, 321)
    means = np.linspace(-4, 6, 101)
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.5), layout="constrained")
    left.fill_between(x, bell(x, 1) / bell(x, 1).max(), alpha=0.5, label="real, around 1")
    left.fill_between(x, bell(x, -1) / bell(x, -1).max(), alpha=0.5, label="fake, around -1")
    left.plot(x, optimal_discriminator(bell(x, 1), bell(x, -1)), color="black", label="$D^*$")
    left.set(title="The best discriminator", xlabel="x", ylabel="$D^*$ (bells: scaled to height 1)")
    left.legend(loc="center right")
    right.plot(means, [value_at_optimum(bell(x, 1), bell(x, mean)) for mean in means])
    right.axhline(-np.log(4), color="black", linestyle="--", label="-log 4")
    right.set(title="The value of the game", xlabel="where the fakes lie (the real ones: 1)", ylabel="value")
    right.legend()
    for axes in (left, right):
        axes.grid(alpha=0.3)
    plt.show()

# %% [markdown]
# ## The way back, for the discriminator
#
# The logarithms look nasty, but together with the sigmoid they become simple. Call $s$ the score before the sigmoid, so
# $D = \sigma(s)$. Then
#
# $$\frac{d \log \sigma(s)}{d s} = 1 - D \qquad \frac{d \log(1 - \sigma(s))}{d s} = -D$$
#
# So each sample starts with a delta of its own, which says where its score should go (up if it is real, down if it
# isn't), and each kind is averaged over its own number. From there on it is backpropagation as you know it: through
# $W_2$, through the slope of the tanh, which is $1 - h^2$ where $h$ is the hidden activation, and to $W_1$. Real and
# fake samples add up.


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

    Chapter: "Discriminator loss" and "Total loss".
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
# The generator learns what it did wrong from the discriminator alone. Its gradient starts at $D$'s score, goes back
# through the whole discriminator to the fake sample $x = G(z)$ (how should each of its numbers change, to look more
# real?), and on through the generator. On the way the discriminator's parameters are used, but they get no
# gradient: this is the generator's turn.


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

    Chapter: "Generator loss" and "Total loss".
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
# objective is looked at; the numbers are the largest differences. Anything near $10^{-10}$ is rounding; anything
# near $0.1$ is a mistake.

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

    rng = np.random.default_rng(0)
    theta_g, theta_d = first_theta(2, 5, 3, rng), first_theta(3, 4, 1, rng)
    x_real, z = rng.standard_normal((6, 3)), sample_noise(4, 2, rng)
    x_fake = generator(z, theta_g)

    def objective_of_d(theta):
        """The discriminator's objective, as a function of its parameters."""
        return discriminator_objective(discriminator(x_real, theta), discriminator(x_fake, theta))

    def objective_of_g(theta):
        """The generator's objective, as a function of its parameters."""
        return generator_objective(discriminator(generator(z, theta), theta_d))

    for title, grads, theta, f in [
        ("discriminator", discriminator_gradients(x_real, x_fake, theta_d), theta_d, objective_of_d),
        ("generator", generator_gradients(z, theta_g, theta_d), theta_g, objective_of_g),
    ]:
        for name in theta:
            off = np.abs(grads["d" + name] - measured_gradient(f, theta, name)).max()
            print(f"{title}, d{name}: largest difference {off:.1e}")

# %% [markdown]
# ## Two steps in opposite directions
#
# A gradient points uphill. The discriminator maximises, so it walks *along* its gradient (gradient ascent); the
# generator minimises, so it walks *against* its own (gradient descent).
#
# $$\theta_d = \theta_d + \alpha\, \nabla_{\theta_d} V_D \qquad \theta_g = \theta_g - \alpha\, \nabla_{\theta_g} V_G$$


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

    Chapter: "Total loss".
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

    Chapter: "Total loss".
    """
    ### BEGIN SOLUTION
    return {name: parameter - alpha * grads["d" + name] for name, parameter in theta_g.items()}
    ### END SOLUTION


# %% [markdown]
# ## The game
#
# Now the two play. In each iteration the discriminator moves first: it looks at real samples and at fakes made from
# noise, and takes its step. Then the generator moves, with noise of its own, against the discriminator *as it is now*.


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

    Chapter: "Architecture of a GAN" and "Total loss".
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
# To watch a game, play a little of it, look, and play on. `play_on` draws what 50 iterations look at, 64 real samples
# and 64 fakes in every step, and hands it to your `train_gan`.

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

    rng = np.random.default_rng(0)
    theta_g, theta_d = first_theta(2, 16, 1, rng), first_theta(1, 16, 1, rng)
    values, moments, opinions = [], [], []
    for until in range(0, 6001, 50):
        if until:
            theta_g, theta_d, history = play_on(two_heaps, theta_g, theta_d, rng)
            values += list(history["discriminator"])
        fakes = generator(sample_noise(1000, 2, rng), theta_g)
        judged = [discriminator(x, theta_d).mean() for x in (two_heaps(1000, rng), fakes)]
        opinions.append((until, *judged))
        if until in (0, 100, 400, 1500, 6000):
            moments.append((until, theta_g, theta_d))

# %% [markdown]
# Five moments of the game. The discriminator's curve is high where there are more real samples than fakes, and
# the fakes follow it uphill. In the end the two heaps lie on the real ones, and the curve there is near one half. (In
# the gap it stays low: a neural network is smooth and can't cut one heap in two, so a few fakes must cross.)

# %%
if __name__ == "__main__":
    figure, rows = plt.subplots(1, 5, figsize=(15, 3.4), sharey=True, layout="constrained")
    x = np.linspace(-5, 5, 200)[:, None]
    bins = np.linspace(-5, 5, 51)
    for axes, (until, moment_g, moment_d) in zip(rows, moments):
        fakes = generator(sample_noise(5000, 2, rng), moment_g)
        axes.hist(two_heaps(5000, rng)[:, 0], bins, density=True, alpha=0.5, label="real")
        axes.hist(fakes[:, 0], bins, density=True, alpha=0.5, label="generated")
        axes.plot(x[:, 0], discriminator(x, moment_d)[:, 0], color="black", label="D(x)")
        axes.axhline(0.5, color="gray", linewidth=0.8, linestyle="--")
        axes.set(title=f"after {until} iterations", xlabel="x", ylim=(0, 1))
    figure.legend(*rows[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    plt.show()

# %% [markdown]
# The same game in two curves. On the left, what the discriminator thinks of real samples and of fakes: it tells them
# apart for a while, then both go to one half. On the right, its objective, which is the value of the game: it climbs
# while the discriminator is ahead, and comes down to $-\log 4$, the value of a game that nobody can win any more.

# %%
if __name__ == "__main__":
    iterations, d_real, d_fake = zip(*opinions)
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 3.5), layout="constrained")
    left.plot(iterations, d_real, label="D(x) of real samples")
    left.plot(iterations, d_fake, label="D(G(z)) of fakes")
    left.axhline(0.5, color="black", linestyle="--", label="one half")
    left.set(title="What the discriminator thinks", xlabel="iteration", ylabel="mean output", ylim=(0.3, 0.7))
    left.legend()
    right.plot(values, linewidth=0.3, color="lightgray")
    right.plot(np.arange(50, len(values) - 49), np.convolve(values, np.ones(100) / 100, "valid"), label="mean of 100")
    right.axhline(-np.log(4), color="black", linestyle="--", label="-log 4")
    right.set(title="The value of the game", xlabel="iteration", ylabel="discriminator_objective")
    right.legend()
    for axes in (left, right):
        axes.grid(alpha=0.3)
    plt.show()

# %% [markdown]
# ## Digits
#
# Now pictures: 1,797 handwritten digits of 8 x 8 pixels, which come with scikit-learn. Neighbouring pixels are much
# alike, so 64 numbers say little more than 15 well-chosen ones: how much of each of 15 typical patterns a picture holds
# (its principal components). The two networks play for those 15 numbers, and `picture` turns them into pixels again.
#
# The game is the very same `train_gan`. It takes ten seconds or so, on a slow machine half a minute.

# %%
if __name__ == "__main__":
    try:
        from sklearn.datasets import load_digits
    except ImportError:
        load_digits = None
        print("The digits come with scikit-learn. Install it (pip install scikit-learn) and run this cell again.")
    else:
        pixels = load_digits().data / 16
        mean_pixels = pixels.mean(axis=0)
        _, strengths, patterns = np.linalg.svd(pixels - mean_pixels, full_matrices=False)
        patterns, unit = patterns[:15], 0.5 * strengths[0] / np.sqrt(len(pixels))
        numbers = (pixels - mean_pixels) @ patterns.T / unit

        def real_digits(n, rng):
            """Draw n real digits, 15 numbers each."""
            return numbers[rng.integers(len(numbers), size=n)]

        def picture(x):
            """Turn 15 numbers a picture into pixels."""
            return (mean_pixels + unit * x @ patterns).reshape(-1, 8, 8)

        rng = np.random.default_rng(1)
        theta_g, theta_d = first_theta(10, 128, 15, rng), first_theta(15, 64, 1, rng)
        noise = sample_noise(12, 10, rng)
        album = [("untrained", picture(generator(noise, theta_g)))]
        digit_values = []
        for until in range(50, 15_001, 50):
            theta_g, theta_d, history = play_on(real_digits, theta_g, theta_d, rng)
            digit_values += list(history["discriminator"])
            if until in (500, 3000, 15_000):
                album.append((f"{until:,}", picture(generator(noise, theta_g))))
        album.append(("real", picture(real_digits(12, rng))))

# %% [markdown]
# One column is one noise vector $z$, and what the generator makes of it as the game goes on. The last row is there to
# compare: real digits, drawn from their 15 numbers. No two networks of this size will fool you, but look how much they
# found out about strokes and loops from a single number a picture, *real or not?*

# %%
if __name__ == "__main__":
    if load_digits:
        figure, rows = plt.subplots(len(album), 12, figsize=(10, 4.6), layout="constrained")
        for row, (title, pictures) in zip(rows, album):
            for axes, image in zip(row, pictures):
                axes.imshow(image, cmap="gray_r", vmin=0, vmax=1)
                axes.set(xticks=[], yticks=[])
            row[0].set_ylabel(title, rotation=0, ha="right", va="center")
        figure.suptitle("Digits, drawn from noise (after so many iterations)")
        plt.show()

# %%
if __name__ == "__main__":
    if load_digits:
        plt.figure(figsize=(6, 3.5))
        plt.plot(np.convolve(digit_values, np.ones(200) / 200, "valid"))
        plt.axhline(-np.log(4), color="black", linestyle="--", label="-log 4")
        plt.title("The value of the game for digits")
        plt.xlabel("iteration")
        plt.ylabel("discriminator_objective (mean of 200)")
        plt.legend()
        plt.grid(alpha=0.3)
        plt.show()

# %% [markdown]
# The value comes close to $-\log 4$ but not all the way: this discriminator still tells some fakes from real digits.
# Larger networks, other layers (convolutions) and many tricks of training have brought faces that nobody can tell.

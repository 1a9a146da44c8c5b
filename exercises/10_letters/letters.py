# %% [markdown]
# # A writer of your own
#
# **About.** A language model says which letter comes next. This unit builds one, out of a tale of six thousand letters
# and an LSTM. You measure how much it knows, and you let it write. As in unit 9, the last task has a goal instead of
# one right answer: how your network learns is up to you.
#
# **It builds on** unit 4 (softmax, cross-entropy, clipping, letting a network write), unit 5 (the LSTM) and unit 3
# (batches, Adam). **After it** you have trained a language model, know what bits per letter are, and can say what
# overfitting looks like.

# %% [markdown]
# Seven functions are yours to write. The first six are small tools with one right answer each. The last one,
# `train_writer`, puts them together. Replace each line `raise NotImplementedError()` by your code; below each function
# stands a cell that checks it.
#
# What you have already written in units 3, 4 and 5 is given here, so that you can begin at once: softmax, clipping,
# Adam, the LSTM forward and backward. You may replace any of it with your own. The given LSTM is faster: its four
# layers stand side by side in one matrix, so that each step needs one product, not eight.

# %%
import numpy as np

# %%
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    SEED = 0  # what is drawn at random below begins here; try another


# %%
def sigmoid(z):
    """Squeeze every entry of `z` into the range from 0 to 1, however large it is."""
    return 0.5 * (1 + np.tanh(0.5 * z))


def softmax(z):
    """Turn scores into probabilities, along the last axis of `z`."""
    z = z - np.max(z, axis=-1, keepdims=True)
    return np.exp(z - np.log(np.sum(np.exp(z), axis=-1, keepdims=True)))


def lstm_forward(z, W):
    """Run through passages, each from an empty memory.

    `z` (N, T, 4H) is what the letters and the biases add to the layers f, i, o, g, which stand side by side; `W` is
    (H, 4H). Gives the hidden states (N, T, H), and what `lstm_backward` needs of the way.
    """
    (N, T, _), H = z.shape, len(W)
    h, c, layers = np.zeros((N, T + 1, H), z.dtype), np.zeros((N, T + 1, H), z.dtype), np.zeros_like(z)
    for t in range(T):  # the states of step t stand at t + 1: those before the first step are zeros
        sums = z[:, t] + h[:, t] @ W
        layers[:, t, : 3 * H], layers[:, t, 3 * H :] = sigmoid(sums[:, : 3 * H]), np.tanh(sums[:, 3 * H :])
        f, i, o, g = np.split(layers[:, t], 4, axis=1)
        c[:, t + 1] = f * c[:, t] + i * g
        h[:, t + 1] = o * np.tanh(c[:, t + 1])
    return h[:, 1:], (h, c, layers)


def lstm_backward(dh, kept, W):
    """The gradients (dz, dW) of `lstm_forward`, from that of its hidden states; `kept` is what it gave besides."""
    h, c, layers = kept
    H = len(W)
    f, i, o, g = np.split(layers, 4, axis=2)
    shown = np.tanh(c[:, 1:])
    slopes = np.concatenate([f * (1 - f), i * (1 - i), o * (1 - o), 1 - g**2], axis=2)
    slopes *= np.concatenate([c[:, :-1], g, shown, i], axis=2)  # in a product, each factor gets the other one
    into_c = o * (1 - shown**2)
    dz, dh_next, dc_next = np.zeros_like(layers), 0.0, 0.0
    for t in reversed(range(layers.shape[1])):
        dh_t = dh[:, t] + dh_next
        dc_t = dc_next + dh_t * into_c[:, t]
        dz[:, t] = np.concatenate([dc_t, dc_t, dh_t, dc_t], axis=1) * slopes[:, t]
        dh_next, dc_next = dz[:, t] @ W.T, dc_t * f[:, t]
    return dz, h[:, :-1].reshape(-1, H).T @ dz.reshape(-1, 4 * H)


def clipped(grads, max_norm):
    """Shorten a dict of gradients together, where together they are longer than `max_norm`."""
    norm = np.sqrt(sum(np.sum(slope**2) for slope in grads.values()))
    return {name: slope * min(1.0, max_norm / max(norm, 1e-30)) for name, slope in grads.items()}


def adam(params, grads, memory, alpha):
    """One step of Adam for a dict of parameters; `memory` is {} before the first. Gives (params, memory), both new."""
    t, m, v = memory.get("t", 0) + 1, {}, {}
    stepped = {}
    for name, weight in params.items():
        slope = grads["d" + name]
        m[name] = 0.9 * memory.get("m", {}).get(name, 0.0) + 0.1 * slope
        v[name] = 0.999 * memory.get("v", {}).get(name, 0.0) + 0.001 * slope**2
        stepped[name] = weight - alpha * m[name] / (1 - 0.9**t) / (np.sqrt(v[name] / (1 - 0.999**t)) + 1e-8)
    return stepped, {"t": t, "m": m, "v": v}


# %% [markdown]
# ## Letters as numbers
#
# `tale.txt` lies beside this notebook. It is a tale of an old woman who kept a lamp, written for this course: small
# letters, full stops and commas, nothing else. A network can't read letters. So each gets a number: its place in the
# *alphabet*, a text that has every letter once. A blank is a letter like any other.
#
# A text can be looped over, letter by letter, and `"abc".index("b")` is 1.

# %%
def letters_to_numbers(text, alphabet):
    """Number the letters of a text by their places in an alphabet.

    Args:
        text: a text of T letters, one or more, all of them in the alphabet.
        alphabet: a text that has every letter once, in whatever order.

    Returns:
        (T,), integers from 0 to len(alphabet) - 1.

    Example:
        >>> letters_to_numbers("abba", "ab")
        array([0, 1, 1, 0])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %%
if __name__ == "__main__":
    with open("tale.txt") as file:
        tale = " ".join(file.read().split())  # line breaks become blanks
    alphabet = "".join(sorted(set(tale)))
    numbers = letters_to_numbers(tale, alphabet)
    print(f"{len(tale):,} letters, {len(alphabet)} different ones: {alphabet!r}")
    print(f"{tale[:30]!r} becomes {numbers[:30]}")
    counts = np.bincount(numbers, minlength=len(alphabet))
    order = np.argsort(-counts)
    plt.figure(figsize=(7, 2.6))
    plt.bar(range(len(order)), counts[order] / len(tale))
    plt.xticks(range(len(order)), [alphabet[k].replace(" ", "blank") for k in order])
    plt.gca().get_xticklabels()[0].set_rotation(60)
    plt.title("How often each letter stands in the tale")
    plt.ylabel("share")
    plt.tight_layout()
    plt.show()


# %% [markdown]
# ![What you should see: bars that fall from left to right; blank, e and t lead](seen/letters.png)
#
# ![And in numbers](seen/letters.txt)

# %% [markdown]
# ## Passages
#
# Six thousand steps in a row are too many to go back through. So the text is cut into *passages* of equal length, and
# each is read from an empty memory. The question at each letter is: which one comes next? So the right answers `y` are
# the same text, one letter further on. The last letter of a passage has its answer in the next passage.
#
# $$x = \begin{pmatrix} \text{t} & \text{h} & \text{e} \\ \text{␣} & \text{l} & \text{a} \end{pmatrix} \qquad
#   y = \begin{pmatrix} \text{h} & \text{e} & \text{␣} \\ \text{l} & \text{a} & \text{m} \end{pmatrix}$$
#
# That is *the lamp* in passages of three (␣ is the blank). The *p* is left over: what doesn't fill a passage is
# dropped. So is what would fill one, but has no letter after it.

# %%
def passages(numbers, length):
    """Cut a text into passages, and say what comes next at each letter.

    Args:
        numbers: (M,), the numbers of the letters; M is larger than `length`.
        length: T, how many letters make a passage, 1 or more.

    Returns:
        (x, y), both (N, T): passages that follow one another without a gap, from the beginning, and for each letter
        in them the one that comes next. As many as there are; what is left over at the end is dropped.

    Example:
        >>> passages(np.array([5, 6, 7, 8, 9, 4]), 2)
        (array([[5, 6], [7, 8]]), array([[6, 7], [8, 9]]))
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## How much does it know?
#
# A guesser gives each letter a probability, then the true one is shown. Its surprise is $-\log_2 p$, where $p$ is what
# it gave to the true letter. Counted with $\log_2$, the unit is called a *bit*: the answer to one question of yes or
# no. Who finds the true letter as likely as a coin's head is surprised by one bit, who gave it a quarter by two. The
# average over all letters is *bits per letter*. The fewer, the more is known.
#
# It is the cross-entropy of unit 4 in another unit. `np.log` counts in base $e$, so $-\log p$ is divided by $\log 2$;
# `np.log2` does that by itself.
#
# **Think:** a text has 32 different letters. How many bits per letter does a guesser take who knows nothing?
#
# <details><summary>Answer</summary>
#
# Each letter has the probability $1/32$, and $-\log_2(1/32) = 5$. Five questions of yes or no find one of 32: is it in
# the first half? And so on.
#
# </details>

# %%
def bits_per_letter(probabilities):
    """The mean surprise, in bits.

    Args:
        probabilities: an array of any shape: for each letter the probability that was given to it before it was
            shown, above 0.

    Returns:
        One number, the mean of -log2 of all entries.

    Example:
        >>> bits_per_letter(np.array([0.5, 0.25]))
        1.5
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## Who must be beaten
#
# A number alone says little: is 2.5 bits good? So honest guessers without a network come first. One knows nothing, one
# knows how *frequent* each letter is. A better one looks at the *letter before*: after *t* mostly comes *h*. It
# counts, in a text that it has seen, how often each letter $b$ came right after each letter $a$. The pairs overlap:
# *the* has the pairs *th* and *he*.
#
# $$p(b \mid a) = \frac{n_{ab} + 1}{\sum_{k} (n_{ak} + 1)}$$
#
# The 1 is for pairs that were never seen. Without it they would have the probability 0, and the first of them to come
# would be an endless surprise. Then the guesser is measured on another text.
#
# A trap: `counts[a, b] += 1` with *arrays* `a` and `b` adds 1 to each place once, however often the place is named.
# `np.add.at(counts, (a, b), 1)` adds as often as it is named, and so does a loop.

# %%
def bigram_bits(seen, new, num_letters):
    """Bits per letter of the guesser who looks at the letter before.

    Args:
        seen: (M,), the numbers of the letters of the text that it counts in.
        new: (L,), those of the text that it is measured on, 2 letters or more.
        num_letters: K, how many letters there are. Not all of them need occur.

    Returns:
        One number: the mean over the L - 1 pairs of `new`. Each pair of letters is counted once more than it stands
        in `seen`.

    Example:
        >>> bigram_bits(np.array([0, 1, 0]), np.array([0, 1, 2]), 3)  # 2 of 4, then 1 of 4
        1.5
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# Four fifths of the tale are to learn from, and the last fifth is *held out*: nobody learns from it. What is measured
# there is knowledge; what is measured on the text that was seen may be memory alone.

# %%
if __name__ == "__main__":
    K = len(alphabet)
    seen, held_out = numbers[: len(numbers) * 4 // 5], numbers[len(numbers) * 4 // 5 :]
    frequencies = (np.bincount(seen, minlength=K) + 1) / (len(seen) + K)
    baselines = {
        "knows nothing": np.log2(K),
        "by frequency": bits_per_letter(frequencies[held_out]),
        "by the letter before": bigram_bits(seen, held_out, K),
    }
    for name, bits in baselines.items():
        print(f"{name:>20}: {bits:.2f} bits per letter")


# %% [markdown]
# ![What you should see](seen/guessers.txt)
#
# ## The network
#
# $$x_t \to \text{LSTM} \to h_t \to \text{fully connected} \to \text{softmax} \to \hat y_t$$
#
# A letter is one-hot, and a row with a single 1, times $U$, is one row of $U$. So nothing needs to be multiplied:
# `U[x]` picks the rows. The four layers of the LSTM stand side by side, in the order f, i, o, g. So $U$, $W$ and $b$
# are four times as wide as in unit 5.
#
# | | shape | |
# |---|---|---|
# | `U` | $(K, 4H)$ | what each of the $K$ letters adds to the layers |
# | `W` | $(H, 4H)$ | hidden state to the layers |
# | `b` | $(4H,)$ | their biases |
# | `V`, `bv` | $(H, K)$, $(K,)$ | hidden state to the scores of the next letter |
#
# $$z_t = U[x_t] + b \qquad\quad h = \text{LSTM}(z, W) \qquad\quad \hat y_t = \text{softmax}(h_t V + b_v)$$

# %%
def first_params(num_letters, size, rng):
    """Draw parameters for an LSTM of `size` cells; the forget gates begin with a bias of 1, mostly open."""
    return {
        "U": 0.3 * rng.standard_normal((num_letters, 4 * size)),
        "W": rng.standard_normal((size, 4 * size)) / np.sqrt(size),
        "b": np.repeat([1.0, 0.0, 0.0, 0.0], size),
        "V": rng.standard_normal((size, num_letters)) / np.sqrt(size),
        "bv": np.zeros(num_letters),
    }


def letter_forward(x, params):
    """Read passages (N, T): (N, T, K), how probable each letter is as the next one."""
    h, _ = lstm_forward(params["U"][x] + params["b"], params["W"])
    return softmax(h @ params["V"] + params["bv"])


# %% [markdown]
# The loss is the cross-entropy, this time averaged over all $N \cdot T$ letters, so that passages of any length can be
# compared. Its slope at the scores is that of unit 4:
#
# $$\frac{\partial L}{\partial s_t} = \frac{1}{N T} (\hat y_t - y_t)$$
#
# From there the way back goes through $V$ to $h$, and `lstm_backward` takes it on to $z$. The rest are sums over all
# letters: of $h_t^\top$ times the slopes of the scores for $V$, of $dz$ for $b$. And $U$? Row $k$ was used wherever
# letter $k$ stood. So its gradient is the sum of $dz$ over all these places. With one-hot letters as rows, that is one
# product: their transpose times $dz$. (`dU[x] += dz` runs into the trap from above.)

# %%
def letter_loss_and_gradients(x, y, params):
    """The loss of the network on passages, and its gradients.

    Args:
        x: (N, T), integers, the letters of each passage.
        y: (N, T), integers, for each letter the one that comes next.
        params: dict of `U` (K, 4H), `W` (H, 4H), `b` (4H,), `V` (H, K), `bv` (K,). Not all K letters need occur.

    Returns:
        (loss, grads): the cross-entropy with the natural logarithm, averaged over all N T letters, one number; and the
        dict `dU`, `dW`, `db`, `dV`, `dbv`, each of its parameter's shape. Where the letter that comes next was given a
        probability of 0 the loss is large, above 15.9, but finite.

    Example:
        >>> params = {"U": np.zeros((2, 4)), "W": np.zeros((1, 4)), "b": np.zeros(4)}
        >>> params = {**params, "V": np.array([[1.0, -1.0]]), "bv": np.zeros(2)}  # both letters equally probable
        >>> loss, grads = letter_loss_and_gradients(np.array([[0, 0]]), np.array([[1, 1]]), params)
        >>> loss, grads["dbv"]  # log 2, and -0.5 for the letter that comes
        (0.69314718, array([0.5, -0.5]))
        >>> grads["dV"], grads["dW"]  # all hidden states are 0
        (array([[0., 0.]]), array([[0., 0., 0., 0.]]))
        >>> grads["db"], grads["dU"]  # 0.25 * 0.5 at the last step, and (0.25 + 0.5 * 0.25) * 0.5 at the first
        (array([0., 0., 0., 0.3125]), array([[0., 0., 0., 0.3125], [0., 0., 0., 0.]]))
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## Learning, and learning by heart
#
# An LSTM of 48 cells learns from the first four fifths, in passages of 40. After each epoch, that is, each time it has
# seen all passages, its bits per letter are measured on what it learns from and on what is held out.

# %%
if __name__ == "__main__":
    rng = np.random.default_rng(SEED)
    x, y = passages(seen, 40)
    new_x, new_y = passages(held_out, 40)
    params, memory = first_params(K, 48, rng), {}
    record, epochs = [], [params]  # bits on both parts, and the parameters after each epoch
    for _ in range(36):
        losses = []
        for batch in np.array_split(rng.permutation(len(x)), len(x) // 15):
            loss, grads = letter_loss_and_gradients(x[batch], y[batch], params)
            params, memory = adam(params, clipped(grads, 1.0), memory, 0.02)
            losses.append(loss)
        epochs.append(params)
        record.append((np.mean(losses), letter_loss_and_gradients(new_x, new_y, params)[0]))
    learnt, new = np.array(record).T / np.log(2)
    best = int(new.argmin()) + 1

    plt.figure(figsize=(7, 3.6))
    plt.plot(range(1, 37), learnt, color="tab:blue", label="LSTM, on the text that it learns from")
    plt.plot(range(1, 37), new, color="tab:orange", label="LSTM, on the text held out")
    for (name, bits), style in zip(baselines.items(), (":", "--", "-.")):
        plt.axhline(bits, color="gray", linestyle=style, linewidth=1)
        plt.text(36, bits + 0.06, name, ha="right", color="gray")
    plt.plot(best, new.min(), "o", color="tab:orange")
    plt.xlabel("epoch")
    plt.ylabel("bits per letter")
    plt.ylim(0, 5)
    plt.legend(loc="lower left")
    plt.tight_layout()
    plt.show()
    print(f"after {best} epochs {new.min():.2f} bits on the text held out, after 36 epochs {new[-1]:.2f}")


# %% [markdown]
# ![What you should see: the blue line falls all the way; the orange one falls, then rises](seen/overfitting.png)
#
# ![And in numbers](seen/overfitting.txt)
#
# On the text that it learns from it gets better and better. On the text held out it becomes far better than the guesser
# who looks at the letter before, *and then gets worse*. That is overfitting: from some epoch on it learns these
# passages by heart, and what it learns there misleads it elsewhere. The best network is that of the orange dot.
#
# **Think:** after 36 epochs, is the network better than the guesser who looks at the letter before? And would you see
# the overfitting if nothing had been held out?
#
# <details><summary>Answer</summary>
#
# Yes, it still is; the orange line stays below the lowest grey one. And no: the blue line alone looks like a success
# without end.
#
# </details>

# %% [markdown]
# ## From sure to bold
#
# Unit 4 let a network write by taking the most probable letter each time. That soon runs in a circle. Drawing a letter
# by its probability is livelier, but an unlikely letter comes up now and then, and spoils the word. In between lies the
# *temperature* $\tau$:
#
# $$p_k \leftarrow \frac{p_k^{1/\tau}}{\sum_j p_j^{1/\tau}}$$
#
# At $\tau = 1$ nothing changes. Below 1 the probable becomes more probable still. Above 1 all become more alike.
#
# A trap: $0.1^{1000}$ is 0 for a computer, and if all are 0, so is their sum. Divide by the largest probability first:
# that changes no ratio, and 1 to any power stays 1.
#
# **Think:** what happens when $\tau$ comes close to 0, and what when it is very large?
#
# <details><summary>Answer</summary>
#
# Close to 0 the most probable letter gets everything: that is the greedy choice of unit 4. When $\tau$ is very large,
# all letters that have any probability get the same: it writes as who knows nothing.
#
# </details>

# %%
def sharpened(probabilities, temperature):
    """Make probabilities more or less decided.

    Args:
        probabilities: (..., K): along the last axis they add up to 1. Some may be 0.
        temperature: above 0; 0.001 and less may be asked.

    Returns:
        An array of the same shape: the probabilities to the power 1 / temperature, divided by their sum along the
        last axis.

    Example:
        >>> sharpened(np.array([0.75, 0.25]), 0.5)  # 9 : 1 in place of 3 : 1
        array([0.9, 0.1])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# Now it writes. Each letter is drawn, and then read with the 24 before it, to draw the next one. First at temperature
# 0.5, by the networks of different epochs. Each writes ten texts, and the first of them is shown. How many of the words
# are words of the tale, and how long is the longest piece of a text that stands in the tale letter by letter? Both are
# means over the ten.

# %%
if __name__ == "__main__":

    def write(params, count, temperature, rng, texts=10):
        """Let a network go on from "the " for `count` letters, in several texts side by side."""
        written = np.tile(letters_to_numbers("the ", alphabet), (texts, 1))
        for _ in range(count):
            probabilities = sharpened(letter_forward(written[:, -25:], params)[:, -1], temperature)
            beyond = probabilities.cumsum(axis=1) > rng.random((texts, 1))
            drawn = beyond.argmax(axis=1)  # the first that is true
            written = np.hstack([written, drawn[:, None]])
        return ["".join(alphabet[k] for k in text) for text in written]

    def known(written):
        """The share of words that stand in the tale; those at the ends may be cut off."""
        words = set(tale.replace(",", "").replace(".", "").split())
        return np.mean([word in words for word in written.replace(",", " ").replace(".", " ").split()[1:-1]])

    def longest(written):
        """How many letters the longest piece has that stands in the tale."""
        piece = 0
        for start in range(len(written)):
            while start + piece < len(written) and written[start : start + piece + 1] in tale:
                piece += 1
        return piece

    real, by_heart = {}, {}
    for after in (0, 2, best, 36):
        texts = write(epochs[after], 216, 0.5, np.random.default_rng(SEED))
        real[after], by_heart[after] = np.mean([(known(text), longest(text)) for text in texts], axis=0)
        print(f"after {after} epochs: {real[after]:.0%} words of the tale, longest piece {by_heart[after]:.0f} letters")
        print(f"    {texts[0][:110]}\n    {texts[0][110:]}\n")

# %% [markdown]
# ![What you should see](seen/written.txt)
#
# Letters at random, then something with blanks in the right places, then words, and pieces of sentences. The network of
# the last epoch writes as well as that of the orange dot, mostly better! But it has longer pieces of the tale by heart.
# So nice writing doesn't prove that a network knows a language; bits on a held-out text do.

# %% [markdown]
# And the network of the orange dot, at three temperatures. Which one writes the same over and over, and which one
# invents words?

# %%
if __name__ == "__main__":
    shares, kinds = {}, {}
    for temperature in (0.1, 0.7, 1.5):
        (written,) = write(epochs[best], 436, temperature, np.random.default_rng(SEED), texts=1)
        shares[temperature], kinds[temperature] = known(written), len(set(written.split()))
        print(f"temperature {temperature}: {shares[temperature]:.0%} words of the tale, {kinds[temperature]} different")
        print(f"    {written[:110]}\n    {written[110:220]}\n")


# %% [markdown]
# ![What you should see](seen/temperatures.txt)
#
# ## The capstone
#
# Now put it together. `train_writer` gets a text of 4,000 letters as numbers, and gives back the parameters of a
# network. How many bits per letter it takes on a **hidden text** of the same language is measured:
#
# - The language isn't English. It is drawn for the purpose: 18 letters, words that nobody knows, and a small grammar.
#   The language of your self-check and that of grading are others, and so weights that were learnt at home know
#   nothing.
# - The hidden text never reaches your code. Your parameters are handed over, and the check sends 2,000 letters through
#   the network above by itself, in passages of 50, each from an empty memory.
# - A network with more than 10,000 parameters earns nothing. Training may take 10 seconds of one processor, or what
#   your course says; what takes longer earns nothing, either.
#
# | bits per letter on the hidden text | points |
# |---|---|
# | fewer than by frequency | 2 |
# | fewer than by the letter before | 2 more |
# | fewer than by the two letters before | 2 more |
# | at most half of those by the letter before | 2 more |
#
# The three guessers count in the same 4,000 letters, and are measured on the same hidden ones.
#
# What can be reached? On sixty drawn languages *frequency* takes 3.7 to 3.8 bits, *the letter before* 2.4 to 2.6, *the
# two letters before* 1.5 to 1.7. The reference has 32 cells, 7,122 parameters. It takes 0.80 to 0.95 bits, 32 to 39 %
# of those by the letter before, in about two seconds. It isn't the best possible: there is room below it, but no more
# points.
#
# Errors in your functions above cost points here, too: it is the whole that is measured. Ideas, the most useful first:
# Adam; gradients that are clipped; small batches, so that there are many steps; a learning rate that falls; a held-out
# part to stop by.

# %%
def train_writer(numbers, num_letters, rng):
    """Train a network that says the next letter.

    Args:
        numbers: (M,), the numbers of the letters of a text.
        num_letters: K, how many letters there are.
        rng: what draws everything that is random.

    Returns:
        The parameters, a dict of `U`, `W`, `b`, `V`, `bv`: at most 10,000 numbers, for `letter_forward`.

    Example:
        >>> sorted(train_writer(np.arange(200) % 3, 3, np.random.default_rng(0)))
        ['U', 'V', 'W', 'b', 'bv']
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# Here it learns from the first four fifths of the tale, and is measured on the last one. English is harder than the
# drawn languages: there are more words, and they come back less often.

# %%
if __name__ == "__main__":
    params = train_writer(seen, K, np.random.default_rng(SEED))
    y_hat = letter_forward(new_x, params)
    bars = {**baselines, "your network": bits_per_letter(np.take_along_axis(y_hat, new_y[..., None], axis=2))}
    size = sum(weight.size for weight in params.values())
    print(f"{size:,} parameters; {bars['your network']:.2f} bits per letter on the text held out")
    figure, axis = plt.subplots(figsize=(7, 2.4), layout="constrained")
    for row, bits in enumerate(bars.values()):
        axis.barh(row, bits, 0.6, color="tab:blue")
        axis.text(bits + 0.05, row, f"{bits:.2f}", va="center")
    axis.set_yticks(range(4), bars)
    axis.invert_yaxis()
    axis.set_xlim(0, 5.2)
    axis.set_xlabel("bits per letter on the text held out (the fewer, the better)")
    plt.show()

# %% [markdown]
# ![What you should see: four bars, each shorter than the one above it](seen/scale.png)
#
# ![And in numbers](seen/writer.txt)

# %% [markdown]
# Where is it surprised? Each letter below has the height of its surprise, in bits, at a place of the held-out text.
#
# **Think:** before you look: at which places of a word will it be most surprised?

# %%
if __name__ == "__main__":
    surprise = -np.log2(np.take_along_axis(y_hat, new_y[..., None], axis=2)[..., 0])
    shown = [alphabet[k].replace(" ", "␣") for k in new_y[2:4].ravel()]
    plt.figure(figsize=(8.4, 2.4))
    plt.bar(range(len(shown)), surprise[2:4].ravel())
    plt.xticks(range(len(shown)), shown)
    plt.ylabel("bits")
    plt.tight_layout()
    plt.show()
    first = new_x == alphabet.index(" ")
    print(f"right after a blank {surprise[first].mean():.1f} bits, elsewhere {surprise[~first].mean():.1f}")

# %% [markdown]
# ![What you should see: high bars where words begin, low ones inside and at their ends](seen/surprise.png)
#
# ![And in numbers](seen/surprise.txt)
#
# It is most surprised where a word begins. Once a word is begun, there are few left that it can be. That is what it has
# learnt: words.

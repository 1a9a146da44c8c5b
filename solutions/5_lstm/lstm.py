# %% [markdown]
# # LSTM: gates and long memory
#
# A plain recurrent network forgets: whatever it saw thirty steps ago has been squeezed through thirty `tanh`s, and the
# gradient that could teach it to remember has vanished on the way back. In this unit you build the cell that was
# invented against this, the *long short-term memory*, forward and backward, and see it remember where a plain RNN
# fails.
#
# Eleven functions are yours to write. Each has a cell of its own, with a docstring that says what goes in and what
# comes out; replace the line `raise NotImplementedError()` by your code. Below each stands a cell that checks it
# and tells you what is wrong. Run it as often as you like.
#
# **Two memories.** An LSTM carries two things from step to step: the *cell state* $c_t$, the long memory, which runs
# through time almost untouched, and the *hidden state* $h_t$, the part of it that is shown to the outside.
#
# **Four small layers.** Each looks at the input $x_t$ and at the previous hidden state $h_{t-1}$, and has weights of
# its own:
#
# | | | its question | activation |
# |---|---|---|---|
# | $f_t$ | forget gate | how much of the old cell state stays? | sigmoid |
# | $i_t$ | input gate | how much of the new comes in? | sigmoid |
# | $g_t$ | candidate state | what is the new? | tanh |
# | $o_t$ | output gate | how much of the cell state is shown? | sigmoid |
#
# **Shapes.** $N$ sequences are worked on at once. At one step, $x_t$ is $(N, D)$, and everything inside the cell
# is $(N, H)$: gates, $c_t$, $h_t$. Whole sequences are $(N, T, D)$ and $(N, T, H)$. The weights are
#
# | | shape | |
# |---|---|---|
# | $U_f, U_i, U_g, U_o$ | $(D, H)$ | input to each layer |
# | $W_f, W_i, W_g, W_o$ | $(H, H)$ | previous hidden state to each layer |
# | $b_f, b_i, b_g, b_o$ | $(H,)$ | the biases |
#
# All twelve travel together in a dict called `params`, under the keys `Uf`, `Wf`, `bf`, `Ui` and so on. The four
# layers' values travel in a dict called `gates`, under the keys `f`, `i`, `g` and `o`.

# %%
import numpy as np

# %%
if __name__ == "__main__":
    import matplotlib.pyplot as plt

# %% [markdown]
# A gate is a number between 0 (shut) and 1 (open), so it needs the sigmoid. It is given:


# %%
def sigmoid(z):
    """Squash every entry of `z` into (0, 1): 1 / (1 + exp(-z))."""
    return 1 / (1 + np.exp(-z))


# %% [markdown]
# ## The forget gate
#
# A text speaks of Harry, and then turns to Zayn. What the memory holds about Harry is no longer wanted. The forget
# gate looks at the new word and at the state so far, and says for each entry of the memory how much of it *stays*:
# 1 keeps all, 0 wipes it out. So its name tells the opposite of its number!
#
# $$f_t = \sigma(x_t U_f + h_{t-1} W_f + b_f)$$


# %%
# Hint: A gate answers with numbers between 0 and 1. Which activation does that?
# Hint: Weigh the input with Uf and the state before with Wf, and add both, and the bias.
# Hint: The sigmoid of this file goes around the whole sum. Samples are rows, so that they stand to the left of `@`.
def forget_gate(x_t, h_prev, Uf, Wf, bf):
    """How much of each entry of the cell state is kept.

    Args:
        x_t: (N, D), the input at this step.
        h_prev: (N, H), the hidden state of the step before.
        Uf: (D, H), weights of the input.
        Wf: (H, H), weights of the hidden state.
        bf: (H,), the bias.

    Returns:
        f_t (N, H) = sigmoid(x_t Uf + h_prev Wf + bf).

    Chapter: "Understanding the LSTM cell".
    """
    ### BEGIN SOLUTION
    return sigmoid(x_t @ Uf + h_prev @ Wf + bf)
    ### END SOLUTION


# %% [markdown]
# ## The input gate
#
# Harry is gone; should Zayn be written down? The input gate says how much of the news is let into each entry of the
# memory.
#
# $$i_t = \sigma(x_t U_i + h_{t-1} W_i + b_i)$$


# %%
# Hint: It is built like the forget gate. What is its own?
# Hint: Its own are the weights and the bias: Ui, Wi, bi.
# Hint: The two products and the bias are added first; the sigmoid comes last.
def input_gate(x_t, h_prev, Ui, Wi, bi):
    """How much of the candidate state is let into each entry of the cell state.

    Args:
        x_t: (N, D), the input at this step.
        h_prev: (N, H), the hidden state of the step before.
        Ui: (D, H), weights of the input.
        Wi: (H, H), weights of the hidden state.
        bi: (H,), the bias.

    Returns:
        i_t (N, H) = sigmoid(x_t Ui + h_prev Wi + bi).

    Chapter: "Understanding the LSTM cell".
    """
    ### BEGIN SOLUTION
    return sigmoid(x_t @ Ui + h_prev @ Wi + bi)
    ### END SOLUTION


# %% [markdown]
# ## The candidate state
#
# The gate says *how much*; this layer says *what*. It is no gate, it is content, and content may be negative: its
# activation is the tanh, which gives values between $-1$ and $1$.
#
# $$g_t = \tanh(x_t U_g + h_{t-1} W_g + b_g)$$


# %%
# Hint: This is no gate: what could be written may be negative, too. Which activation allows that?
# Hint: The weighted sum is built as in the gates, with Ug, Wg and bg.
# Hint: tanh, not the sigmoid, goes around the whole sum.
def candidate_state(x_t, h_prev, Ug, Wg, bg):
    """What could be written into the cell state at this step.

    Args:
        x_t: (N, D), the input at this step.
        h_prev: (N, H), the hidden state of the step before.
        Ug: (D, H), weights of the input.
        Wg: (H, H), weights of the hidden state.
        bg: (H,), the bias.

    Returns:
        g_t (N, H) = tanh(x_t Ug + h_prev Wg + bg).

    Chapter: "Understanding the LSTM cell".
    """
    ### BEGIN SOLUTION
    return np.tanh(x_t @ Ug + h_prev @ Wg + bg)
    ### END SOLUTION


# %% [markdown]
# ## The output gate
#
# Not all that is remembered matters now. After *"Zayn's first album was a huge success. Congrats"* a name is wanted,
# and only what helps to find it should be shown. The output gate says how much of each entry is.
#
# $$o_t = \sigma(x_t U_o + h_{t-1} W_o + b_o)$$


# %%
# Hint: It is built like the other gates. It looks at the input and the state before, not at the cell state.
# Hint: Its weights and bias are Uo, Wo and bo.
# Hint: The two products and the bias are added first; the sigmoid comes last.
def output_gate(x_t, h_prev, Uo, Wo, bo):
    """How much of each entry of the cell state is shown in the hidden state.

    Args:
        x_t: (N, D), the input at this step.
        h_prev: (N, H), the hidden state of the step before.
        Uo: (D, H), weights of the input.
        Wo: (H, H), weights of the hidden state.
        bo: (H,), the bias.

    Returns:
        o_t (N, H) = sigmoid(x_t Uo + h_prev Wo + bo).

    Chapter: "Understanding the LSTM cell".
    """
    ### BEGIN SOLUTION
    return sigmoid(x_t @ Uo + h_prev @ Wo + bo)
    ### END SOLUTION


# %% [markdown]
# ## The cell state
#
# Now the memory itself. The old one is thinned out by the forget gate, and the candidate comes in through the input
# gate. All products are entry by entry: every entry of the memory has gates of its own.
#
# $$c_t = f_t\, c_{t-1} + i_t\, g_t$$
#
# Look what is *not* there: no weight matrix and no activation stand between $c_{t-1}$ and $c_t$. Where $f_t$ is 1 and
# $i_t$ is 0, the memory passes to the next step just as it is.


# %%
# Hint: Two things are added: what is kept of the old, and what is let in of the new.
# Hint: A gate opens or closes each entry by itself: which product works entry by entry?
# Hint: `*`, not `@`. The forget gate belongs to c_prev; the input gate to the candidate.
def cell_state(c_prev, f_t, i_t, g_t):
    """Forget some of the old memory, and write in some of the new.

    It works entry by entry: the arguments are four arrays of one shape, which
    may be any shape, or four numbers.

    Args:
        c_prev: (N, H), the cell state of the step before.
        f_t: (N, H), the forget gate.
        i_t: (N, H), the input gate.
        g_t: (N, H), the candidate state.

    Returns:
        c_t, of the same shape: f_t c_prev + i_t g_t.

    Chapter: "Understanding the LSTM cell".
    """
    ### BEGIN SOLUTION
    return f_t * c_prev + i_t * g_t
    ### END SOLUTION


# %% [markdown]
# ## The hidden state
#
# What the cell shows: the cell state, squeezed between $-1$ and $1$, through the output gate.
#
# $$h_t = o_t \tanh(c_t)$$


# %%
# Hint: What is shown is the cell state, through a gate. What comes between the two?
# Hint: The cell state may grow large. Bring it into the range from -1 to 1 before the gate.
# Hint: tanh of the cell state first, then the gate, entry by entry.
def hidden_state(c_t, o_t):
    """Show the cell state through the output gate.

    It works entry by entry: the arguments are two arrays of one shape, which
    may be any shape, or two numbers.

    Args:
        c_t: (N, H), the cell state of this step.
        o_t: (N, H), the output gate.

    Returns:
        h_t, of the same shape: o_t tanh(c_t).

    Chapter: "Understanding the LSTM cell".
    """
    ### BEGIN SOLUTION
    return o_t * np.tanh(c_t)
    ### END SOLUTION


# %% [markdown]
# ## One step
#
# Six pieces, one cell. All four layers look at the *old* hidden state; the hidden state shows the *new* cell state.


# %%
# Hint: You have written all six pieces. In which order do they need each other?
# Hint: The three gates and the candidate need only x_t and h_prev; the cell state needs them, and the hidden state
#     needs the new cell state.
# Hint: The gates are returned in a dict with the keys f, i, g and o; g is the candidate. Weights are found in params
#     by their names, such as params["Uf"].
def lstm_step(x_t, h_prev, c_prev, params):
    """Take one step through time.

    Args:
        x_t: (N, D), the input at this step.
        h_prev: (N, H), the hidden state of the step before.
        c_prev: (N, H), the cell state of the step before.
        params: dict of `Uf` (D, H), `Wf` (H, H), `bf` (H,), and the same for
            i, g and o.

    Returns:
        (h_t, c_t, gates): the new states, (N, H) each, and the dict `f`, `i`,
        `g`, `o` of the four layers' values, (N, H) each.

    Chapter: "Understanding the LSTM cell".
    """
    ### BEGIN SOLUTION
    gates = {
        "f": forget_gate(x_t, h_prev, params["Uf"], params["Wf"], params["bf"]),
        "i": input_gate(x_t, h_prev, params["Ui"], params["Wi"], params["bi"]),
        "g": candidate_state(x_t, h_prev, params["Ug"], params["Wg"], params["bg"]),
        "o": output_gate(x_t, h_prev, params["Uo"], params["Wo"], params["bo"]),
    }
    c_t = cell_state(c_prev, gates["f"], gates["i"], gates["g"])
    h_t = hidden_state(c_t, gates["o"])
    return h_t, c_t, gates
    ### END SOLUTION


# %% [markdown]
# ## A whole sequence
#
# Step after step; each begins with the states in which the last one ended, and all use the same weights. Every value
# is needed again on the way back, so keep them all.


# %%
# Hint: A loop over time, as in a plain RNN, but two states travel: h and c.
# Hint: Step t sees x[:, t] and both states of the step before; the first sees h_init and c_init.
# Hint: Gather h, c and each of the four gates in lists of their own; np.stack with the time as axis 1 makes arrays of
#     them.
def lstm_forward(x, h_init, c_init, params):
    """Run through whole sequences, from the first step to the last.

    Args:
        x: (N, T, D), the inputs; T is at least 1.
        h_init: (N, H), the hidden state before the first step.
        c_init: (N, H), the cell state before the first step.
        params: dict of `Uf` (D, H), `Wf` (H, H), `bf` (H,), and the same for
            i, g and o.

    Returns:
        (h, c, gates): the states after every step, (N, T, H) each, so without
        h_init and c_init; and the dict `f`, `i`, `g`, `o` of the four layers'
        values at every step, (N, T, H) each.

    Chapter: "Understanding the LSTM cell".
    """
    ### BEGIN SOLUTION
    h_t, c_t = h_init, c_init
    h, c, gates = [], [], {"f": [], "i": [], "g": [], "o": []}
    for t in range(x.shape[1]):
        h_t, c_t, gates_t = lstm_step(x[:, t], h_t, c_t, params)
        h.append(h_t)
        c.append(c_t)
        for name, gate in gates.items():
            gate.append(gates_t[name])
    return np.stack(h, axis=1), np.stack(c, axis=1), {name: np.stack(gate, axis=1) for name, gate in gates.items()}
    ### END SOLUTION


# %% [markdown]
# ## Back through one step
#
# Two gradients arrive at a step: $dh_t$, from everything that reads the hidden state, and $dc_t$, from the next
# step's cell state. (By $dh_t$ we mean $\partial L / \partial h_t$, and so on for all names.) Follow the equations of
# the forward step from the last to the first.
#
# $h_t = o_t \tanh(c_t)$ sends $dh_t$ two ways: into the output gate, and into the cell state, where it *joins* what
# has come from the next step:
#
# $$do_t = dh_t \tanh(c_t) \qquad\qquad \tilde{dc}_t = dc_t + dh_t\, o_t\, (1 - \tanh^2(c_t))$$
#
# $c_t = f_t\, c_{t-1} + i_t\, g_t$ passes that on four ways; in a product, each factor gets the other one:
#
# $$df_t = \tilde{dc}_t\, c_{t-1} \qquad di_t = \tilde{dc}_t\, g_t \qquad dg_t = \tilde{dc}_t\, i_t \qquad
#   dc_{t-1} = \tilde{dc}_t\, f_t$$
#
# The last one is why an LSTM can learn what lies far back: along the cell state the gradient is multiplied by $f_t$
# and by nothing else. No $W$, no slope of an activation.
#
# Then through each layer's activation to its weighted sum, $z_t$. The slope of the sigmoid is $s(1 - s)$, that of the
# tanh $1 - g^2$, both in terms of the layer's own value:
#
# $$\delta_f = df_t\, f_t (1 - f_t) \qquad \delta_i = di_t\, i_t (1 - i_t) \qquad
#   \delta_g = dg_t\, (1 - g_t^2) \qquad \delta_o = do_t\, o_t (1 - o_t)$$
#
# And with each delta as in every layer that you have seen:
#
# $$dU_k = x_t^\top \delta_k \qquad dW_k = h_{t-1}^\top \delta_k \qquad
#   db_k = \text{sum of } \delta_k \text{ over the samples}$$
#
# $$dx_t = \sum_k \delta_k U_k^\top \qquad dh_{t-1} = \sum_k \delta_k W_k^\top \qquad \text{for } k = f, i, g, o$$


# %%
# Hint: Read the step's two formulas backwards: first h = o tanh(c), then c = f c_prev + i g. Everything is entry by
#     entry there.
# Hint: What reaches c comes by two ways: dc_t from the next step, and dh_t through o and the slope of tanh at c. With
#     that sum, each of f, i, g and c_prev gets it times its partner in the formula.
# Hint: From a gate to its weighted sum: times s (1 - s), for g times 1 - g^2. Then every gate gives dU (with x_t), dW
#     (with h_prev) and db (a sum over samples), and adds its part to dx_t (through U) and dh_prev (through W).
def lstm_step_backward(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    """Carry a loss's gradient back through one step.

    Args:
        dh_t: (N, H), the loss's gradient at h_t.
        dc_t: (N, H), what reaches c_t from the next step. The path through
            h_t isn't in it: to add that is this function's work.
        x_t, h_prev, c_prev, params: what `lstm_step` was given.
        c_t, gates: what it returned.

    Returns:
        (dx_t, dh_prev, dc_prev, grads): the gradients at x_t (N, D), h_prev
        (N, H) and c_prev (N, H), and the dict `dUf`, `dWf`, `dbf`, and the same
        for i, g and o; each has the shape of its parameter, summed over the
        samples.

    Chapter: "LSTM to the rescue" (it tells what for; the formulas are above).
    """
    ### BEGIN SOLUTION
    f, i, g, o = gates["f"], gates["i"], gates["g"], gates["o"]
    # h_t = o tanh(c_t)
    shown = np.tanh(c_t)
    do = dh_t * shown
    dc = dc_t + dh_t * o * (1 - shown**2)
    # c_t = f c_prev + i g
    df, di, dg, dc_prev = dc * c_prev, dc * g, dc * i, dc * f
    # through each activation, to its weighted sum
    deltas = {"f": df * f * (1 - f), "i": di * i * (1 - i), "g": dg * (1 - g**2), "o": do * o * (1 - o)}
    dx_t, dh_prev, grads = 0, 0, {}
    for k, delta in deltas.items():
        grads["dU" + k] = x_t.T @ delta
        grads["dW" + k] = h_prev.T @ delta
        grads["db" + k] = delta.sum(axis=0)
        dx_t = dx_t + delta @ params["U" + k].T
        dh_prev = dh_prev + delta @ params["W" + k].T
    return dx_t, dh_prev, dc_prev, grads
    ### END SOLUTION


# %% [markdown]
# ## Back through time
#
# From the last step to the first. What reaches $h_t$ is the loss's own gradient there *plus* what the step after it
# sends back; $c_t$ is sent back by the step after it alone. Nothing comes after the last step. And since every step
# uses the same weights, each weight's gradient is the *sum* over the steps.


# %%
# Hint: Go from the last step to the first, with lstm_step_backward at each. What does it need, and what does it hand
#     on?
# Hint: dh at step t is what the loss gives there, dh[:, t], and what the step after hands back. dc is only what the
#     step after hands back; both begin at 0.
# Hint: h_prev and c_prev of step t are those of step t - 1, at the first step h_init and c_init. The weights'
#     gradients add up over all steps; dx has a place for each.
def lstm_backward(dh, x, h_init, c_init, h, c, gates, params):
    """Carry a loss's gradient back through whole sequences.

    Args:
        dh: (N, T, H), the loss's own gradient at every h_t, without what
            reaches h_t through later steps. The loss reads c nowhere.
        x, h_init, c_init, params: what `lstm_forward` was given.
        h, c, gates: what it returned.

    Returns:
        (dx, dh_init, dc_init, grads): the gradients at x (N, T, D), h_init
        (N, H) and c_init (N, H), and the dict `dUf`, `dWf`, `dbf`, and the same
        for i, g and o; each has the shape of its parameter, summed over the
        samples and over the steps.

    Chapter: "LSTM to the rescue", and "Backpropagating through time" before it.
    """
    ### BEGIN SOLUTION
    dx = np.zeros(x.shape)
    dh_next, dc_next = np.zeros(h_init.shape), np.zeros(c_init.shape)
    grads = {"d" + name: np.zeros(weight.shape) for name, weight in params.items()}
    for t in reversed(range(x.shape[1])):
        h_prev = h[:, t - 1] if t > 0 else h_init
        c_prev = c[:, t - 1] if t > 0 else c_init
        gates_t = {name: gate[:, t] for name, gate in gates.items()}
        dh_t = dh[:, t] + dh_next
        dx[:, t], dh_next, dc_next, grads_t = lstm_step_backward(
            dh_t, dc_next, x[:, t], h_prev, c_prev, c[:, t], gates_t, params
        )
        grads = {name: grad + grads_t[name] for name, grad in grads.items()}
    return dx, dh_next, dc_next, grads
    ### END SOLUTION


# %% [markdown]
# ## How much is left?
#
# From $c_t = f_t\, c_{t-1} + i_t\, g_t$ follows what becomes of a thing that was written down at step $t$: at every
# later step it is multiplied by that step's forget gate. At the end, this share of it is left:
#
# $$r_t = f_{t+1}\, f_{t+2} \cdots f_{T-1} \qquad\text{with}\qquad r_{T-1} = 1$$
#
# The gradient on its way back along the cell state shrinks by the same product: what an LSTM remembers is also what it
# can learn to remember.


# %%
# Hint: At the last step all of the cell state is there: 1. What is left of the step before it?
# Hint: What was written at step t passes through the forget gates of all later steps, but not through its own.
# Hint: Go backwards in time: each step has what the step after has, times the forget gate of the step after.
def memory_retention(f):
    """How much of the cell state of each step is left at the end.

    Args:
        f: (N, T, H), the forget gates of every step; entries from 0 to 1, both
            of which do occur (a gate that is quite shut leaves 0, never nan).

    Returns:
        (N, T, H): at step t the product of the forget gates *after* t, entry by
        entry; 1 at the last step.

    Chapter: "LSTM to the rescue" (keeping information for a long time).
    """
    ### BEGIN SOLUTION
    retention = np.ones(f.shape)
    for t in reversed(range(f.shape[1] - 1)):
        retention[:, t] = retention[:, t + 1] * f[:, t + 1]
    return retention
    ### END SOLUTION


# %% [markdown]
# ## Don't trust, measure
#
# Are the gradients right? Nudge one entry of a parameter up and down, look what a loss does, and compare. The loss here
# is a sum of all hidden states with random weights, so that its own gradient at $h$ is just those weights. Anything
# below $10^{-8}$ is rounding.

# %%
if __name__ == "__main__":
    rng = np.random.default_rng(0)
    shapes = {"U": (3, 4), "W": (4, 4), "b": (4,)}
    small = {part + k: rng.standard_normal(shape) for k in "figo" for part, shape in shapes.items()}
    x_small, first_h, first_c = rng.standard_normal((2, 6, 3)), rng.standard_normal((2, 4)), rng.standard_normal((2, 4))
    weights = rng.standard_normal((2, 6, 4))
    grads = lstm_backward(weights, x_small, first_h, first_c, *lstm_forward(x_small, first_h, first_c, small), small)[3]
    for name, weight in small.items():
        measured = np.zeros(weight.shape)
        for k in np.ndindex(weight.shape):
            ends = []
            for nudge in (1e-5, -1e-5):
                nudged = weight.copy()
                nudged[k] += nudge
                h_nudged = lstm_forward(x_small, first_h, first_c, {**small, name: nudged})[0]
                ends.append(np.sum(weights * h_nudged))
            measured[k] = (ends[0] - ends[1]) / 2e-5
        print(f"d{name}: largest difference {np.abs(measured - grads['d' + name]).max():.1e}")

# %% [markdown]
# ## A task for a long memory
#
# *Archie lived in China for 13 years. [...] He speaks fluent ___.* What matters was said long ago, and since then much
# was said that doesn't matter. Here is the same in numbers. At the first step one of four symbols is shown, and a fifth
# input says: *note this*. Then come at least 34 steps of noise. At the end: which symbol was it? Who guesses is
# right once in four.

# %%
if __name__ == "__main__":
    SYMBOLS, INPUTS = 4, 5

    def draw_sequences(num_sequences, num_steps, rng):
        """Draw sequences, each a symbol and then noise, and the number of each one's symbol."""
        symbols = rng.integers(SYMBOLS, size=num_sequences)
        x = np.zeros((num_sequences, num_steps, INPUTS))
        x[:, 1:, :SYMBOLS] = 0.5 * rng.standard_normal((num_sequences, num_steps - 1, SYMBOLS))
        x[np.arange(num_sequences), 0, symbols] = 1
        x[:, 0, SYMBOLS] = 1
        return x, symbols

    x_one, symbol_one = draw_sequences(1, 50, np.random.default_rng(4))
    plt.figure(figsize=(8, 2.2))
    plt.imshow(x_one[0].T, cmap="RdBu_r", vmin=-1.5, vmax=1.5, aspect="auto")
    plt.colorbar(label="input")
    plt.title(f"One sequence: symbol {symbol_one[0]} at step 0, and noise ever after")
    plt.xlabel("step")
    plt.yticks(range(INPUTS), [*(f"symbol {k}" for k in range(SYMBOLS)), "note this"])
    plt.tight_layout()
    plt.show()

# %% [markdown]
# Two kinds of network try: an LSTM made of your functions, and a plain tanh RNN, which is given. (It keeps all its
# weights in one matrix, whose rows belong to the input, to the previous state and to a bias.) Both have ten hidden
# neurons, and read their last hidden state through one more layer and a softmax.

# %%
if __name__ == "__main__":

    def lstm_network(x, weights, dh_of):
        """Run an LSTM of the functions above; `dh_of` turns its last state into a loss's gradient there."""
        start = np.zeros((len(x), weights["Wf"].shape[0]))
        params = {name: weight for name, weight in weights.items() if name != "V"}
        h, c, gates = lstm_forward(x, start, start, params)
        dh = np.zeros(h.shape)
        dh[:, -1] = dh_of(h[:, -1])
        dx, _, _, grads = lstm_backward(dh, x, start, start, h, c, gates, params)
        return grads, dx

    def rnn_network(x, weights, dh_of):
        """Do the same with a plain RNN: h = tanh([x_t, h, 1] A)."""
        A, (N, T, D) = weights["A"], x.shape
        h, rows, slopes = np.zeros((N, A.shape[1])), [], []
        for t in range(T):
            rows.append(np.hstack([x[:, t], h, np.ones((N, 1))]))
            h = np.tanh(rows[t] @ A)
            slopes.append(1 - h**2)
        dA, dx, drow = np.zeros(A.shape), np.zeros(x.shape), np.pad(dh_of(h), ((0, 0), (D, 1)))
        for t in reversed(range(T)):
            dz = drow[:, D:-1] * slopes[t]
            dA += rows[t].T @ dz
            drow = dz @ A.T
            dx[:, t] = drow[:, :D]
        return {"dA": dA}, dx

    def learn(network, weights, x, symbols):
        """Measure how well a network answers, and which way each of its weights should go."""
        seen = {}

        def dh_of(last):
            scores = last @ weights["V"]
            odds = np.exp(scores - scores.max(axis=1, keepdims=True))
            answer = odds / odds.sum(axis=1, keepdims=True)
            error = (answer - np.eye(SYMBOLS)[symbols]) / len(x)
            seen["cost"] = -np.mean(np.log(answer[np.arange(len(x)), symbols]))
            seen["accuracy"] = np.mean(answer.argmax(axis=1) == symbols)
            seen["dV"] = last.T @ error
            return error @ weights["V"].T

        grads, dx = network(x, weights, dh_of)
        return seen["cost"], seen["accuracy"], {**grads, "dV": seen["dV"]}, dx

# %% [markdown]
# In training, each weight takes a step of a fixed length against the *sign* of its gradient, and the steps get shorter
# towards the end. That is kind to the RNN: it may move as far as the LSTM, however small its gradients are. All see
# fresh sequences in every iteration, of 35 to 55 steps.
#
# An LSTM can be given a good start by its biases. Its input gates begin almost shut, with a bias of $-3$: don't write
# down what may be noise. Its forget gates should begin open. With a bias of 0 they are half open, and half of a half of
# a half is soon nothing; with a bias of 4, 98 % stays at each step. Try both. (Three trainings take about ten seconds;
# more on a slow machine.)

# %%
if __name__ == "__main__":

    def first_lstm(num_hidden, forget_bias, rng):
        """Draw the first weights of an LSTM and of its output layer."""
        weights = {}
        for k in "figo":
            weights["U" + k] = rng.standard_normal((INPUTS, num_hidden)) / np.sqrt(INPUTS)
            weights["W" + k] = 0.3 * rng.standard_normal((num_hidden, num_hidden)) / np.sqrt(num_hidden)
            weights["b" + k] = np.full(num_hidden, {"f": forget_bias, "i": -3.0}.get(k, 0.0))
        return {**weights, "V": rng.standard_normal((num_hidden, SYMBOLS)) / np.sqrt(num_hidden)}

    def first_rnn(num_hidden, rng):
        """Draw the first weights of a plain RNN and of its output layer."""
        A = rng.standard_normal((INPUTS + num_hidden + 1, num_hidden)) / np.sqrt(num_hidden)
        return {"A": A, "V": rng.standard_normal((num_hidden, SYMBOLS)) / np.sqrt(num_hidden)}

    def train_on_fresh_noise(network, weights, rng, num_iterations=250, step=0.03):
        """Train a network, and write down the cost and the accuracy of every iteration."""
        record = []
        for iteration in range(num_iterations):
            x, symbols = draw_sequences(32, int(rng.integers(35, 56)), rng)
            cost, accuracy, grads, _ = learn(network, weights, x, symbols)
            record.append((cost, accuracy))
            shrink = 1 - iteration / num_iterations
            weights = {name: weight - step * shrink * np.sign(grads["d" + name]) for name, weight in weights.items()}
        return weights, np.array(record)

    contest = {
        "plain RNN": (rnn_network, first_rnn(10, np.random.default_rng(1))),
        "LSTM, forget bias 0": (lstm_network, first_lstm(10, 0.0, np.random.default_rng(2))),
        "LSTM, forget bias 4": (lstm_network, first_lstm(10, 4.0, np.random.default_rng(2))),
    }
    trained, records = {}, {}
    x_test, symbols_test = draw_sequences(400, 50, np.random.default_rng(99))
    for title, (network, weights) in contest.items():
        trained[title], records[title] = train_on_fresh_noise(network, weights, np.random.default_rng(2))
        cost, accuracy, _, _ = learn(network, trained[title], x_test, symbols_test)
        print(f"{title}: {accuracy:.0%} of 400 new sequences of 50 steps right, cost {cost:.3f}")

# %% [markdown]
# The RNN guesses. So does the LSTM whose gates began half shut. The third one remembers.

# %%
if __name__ == "__main__":
    fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6))
    for title, record in records.items():
        smooth = np.array([record[max(0, k - 19) : k + 1].mean(axis=0) for k in range(len(record))])
        left.plot(smooth[:, 0], label=title)
        right.plot(smooth[:, 1], label=title)
    left.axhline(np.log(SYMBOLS), color="gray", linestyle=":")
    left.set(title="The cost (dotted: guessing)", xlabel="iteration", ylabel="cross-entropy")
    right.axhline(1 / SYMBOLS, color="gray", linestyle=":")
    right.set(title="The accuracy (dotted: guessing)", xlabel="iteration", ylabel="right answers", ylim=(0, 1.05))
    left.legend()
    for axes in (left, right):
        axes.grid(alpha=0.3)
    fig.tight_layout()
    plt.show()

# %% [markdown]
# ## Why the RNN doesn't learn it
#
# Nothing is wrong with the RNN's equations; what is missing is the message from the end to the beginning. Here is how
# much of the loss's gradient arrives at each step's input, before any training. To learn what the first step means,
# a network needs it *there*, at the left edge. Mind the scale: it is logarithmic.

# %%
if __name__ == "__main__":
    plt.figure(figsize=(7, 3.6))
    for title, (network, weights) in contest.items():
        dx = learn(network, weights, x_test, symbols_test)[3]
        arriving = np.sqrt((dx**2).sum(axis=(0, 2)))
        plt.semilogy(arriving, label=title)
        print(f"{title}: for 1 that arrives at the last step, {arriving[0] / arriving[-1]:.1g} arrives at the first")
    plt.title("How much gradient arrives at each step, before training")
    plt.xlabel("step")
    plt.ylabel("norm of $dx_t$")
    plt.legend()
    plt.grid(alpha=0.3)
    plt.tight_layout()
    plt.show()

# %% [markdown]
# ## What the gates do
#
# Look inside the LSTM that succeeded, while it reads one sequence. Each row is one of its ten cells. The forget gates
# stay open: nothing is thrown away. Most candidates settle on one sign within a few steps, whatever the noise says:
# through $h$, the cell tells itself again what it has noted.

# %%
if __name__ == "__main__":
    winner = {name: weight for name, weight in trained["LSTM, forget bias 4"].items() if name != "V"}
    nothing = np.zeros((len(x_test), 10))
    h, c, gates = lstm_forward(x_test, nothing, nothing, winner)
    fig, panels = plt.subplots(2, 2, figsize=(11, 5.4), sharex=True, sharey=True)
    titles = {"f": "forget gate: what stays", "i": "input gate: what comes in"}
    titles.update({"o": "output gate: what is shown", "g": "candidate state: what is new"})
    for panel, (k, title) in zip(panels.ravel(), titles.items()):
        colours = {"cmap": "RdBu_r", "vmin": -1, "vmax": 1} if k == "g" else {"cmap": "viridis", "vmin": 0, "vmax": 1}
        image = panel.imshow(gates[k][0].T, aspect="auto", **colours)
        panel.set(title=title, ylabel="cell")
        fig.colorbar(image, ax=panel)
    for panel in panels[1]:
        panel.set_xlabel("step")
    fig.tight_layout()
    plt.show()

# %% [markdown]
# ## How long the memory lasts
#
# `memory_retention` tells which share of each step's cell state is left at the end. On the left, before training: the
# first bias of the forget gates decides whether anything of the first step is left at all. On the right, the LSTM that
# succeeded, after training.

# %%
if __name__ == "__main__":
    fig, (left, right) = plt.subplots(1, 2, figsize=(11, 3.8))
    for forget_bias in (0.0, 1.0, 2.0, 4.0):
        fresh = first_lstm(10, forget_bias, np.random.default_rng(2))
        retention = memory_retention(lstm_forward(x_test, nothing, nothing, fresh)[2]["f"])
        left.semilogy(retention.mean(axis=(0, 2)), label=f"bias {forget_bias:g}")
    left.set(title="Before training, by the forget gates' first bias", xlabel="step", ylabel="share left at the end")
    left.legend()
    left.grid(alpha=0.3)
    retention = memory_retention(gates["f"]).mean(axis=0)
    image = right.imshow(retention.T, aspect="auto", vmin=0, vmax=1, cmap="viridis")
    right.set(title="After training, cell by cell", xlabel="step", ylabel="cell")
    fig.colorbar(image, ax=right, label="share left at the end")
    fig.tight_layout()
    plt.show()
    best = int(retention[0].argmax())
    print(f"Of the first step, cell {best} keeps {retention[0, best]:.0%}, the average cell {retention[0].mean():.0%}.")

# %% [markdown]
# And what do the memories hold? Below, the cell states in time, for five sequences of each symbol: each cell sorts the
# symbols in its own way, and the noise hardly moves it.

# %%
if __name__ == "__main__":
    fig, panels = plt.subplots(2, 5, figsize=(12, 4.2), sharex=True)
    for cell, panel in enumerate(panels.ravel()):
        for symbol, colour in zip(range(SYMBOLS), ("tab:blue", "tab:orange", "tab:green", "tab:red")):
            lines = panel.plot(c[symbols_test == symbol][:5, :, cell].T, color=colour, linewidth=0.8)
            lines[0].set_label(f"symbol {symbol}")
        panel.set_title(f"cell {cell}", fontsize=10)
        panel.grid(alpha=0.3)
    for panel in panels[1]:
        panel.set_xlabel("step")
    fig.legend(*panels[0, 0].get_legend_handles_labels(), loc="upper center", ncol=SYMBOLS)
    fig.tight_layout(rect=(0, 0, 1, 0.93))
    plt.show()

# %% [markdown]
# ## Longer than it was ever asked
#
# No training sequence had more than 55 steps. How long does the memory really last?

# %%
if __name__ == "__main__":
    for num_steps in (20, 50, 100, 200, 400):
        x_long, symbols_long = draw_sequences(400, num_steps, np.random.default_rng(7))
        accuracy = learn(lstm_network, trained["LSTM, forget bias 4"], x_long, symbols_long)[1]
        print(f"{num_steps} steps: {accuracy:.0%} right")

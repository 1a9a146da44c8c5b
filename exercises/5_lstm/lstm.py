# %% [markdown]
# # LSTM: gates and long memory
#
# A plain recurrent network forgets: whatever it saw thirty steps ago has been squeezed through thirty `tanh`s, and the
# gradient that could teach it to remember has vanished on the way back. In this unit you build the cell that was
# invented against this in 1997, the *long short-term memory* (LSTM), forward and backward. You see it remember where a
# plain RNN fails, and you see it forget when that is needed.
#
# **It builds on** unit 1 (sigmoid, tanh), unit 2 (the chain rule, the backward pass) and unit 4 (hidden state, back
# through time). **After it** you can say what each gate does, follow a gradient through the cell, and start an LSTM
# such that it can learn.
#
# Eleven functions are yours to write: replace each line `raise NotImplementedError()` by your code. The cell below
# each function checks it and tells you what is wrong. Run it as often as you like.

# %%
import numpy as np

# %%
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    SEED = 0  # what is drawn below begins here; try another


# %% [markdown]
# ## A cell in place of a neuron
#
# *The sky is ____.* A plain RNN manages that, since all that it takes stands close by. But: *Archie lived in China for
# 13 years. He loves good music. He is a fan of comics. He speaks fluent ____.* What matters was said long ago. In an
# LSTM network every hidden neuron is replaced by a *cell* with a memory of its own. The rest stays as it was: the
# network is unrolled in time, and each step hands something on to the next.
#
# **Two memories.** A cell carries two things from step to step: the *cell state* $c_t$, the long memory, which runs
# through time almost untouched, and the *hidden state* $h_t$, the part of it that is shown to the outside.
#
# **Four small layers.** Each looks at the input $x_t$ and at the previous hidden state $h_{t-1}$, and has weights of
# its own. Three of them are *gates*; a gate says how much of something passes.
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
#
# **Two products.** Letters beside each other, as in $x_t U_f$, stand for the matrix product, `@` in NumPy. The sign
# $\odot$ stands for the product entry by entry, `*` in NumPy: $(2, 3) \odot (10, 100) = (20, 300)$.
#
# A gate is a number between 0 (shut) and 1 (open), so it needs the sigmoid. It is given, in a form that is safe for
# large numbers, as in unit 1: no exponential in it is ever above 1.

# %%
def sigmoid(z):
    """Squeeze every entry of `z` into the range from 0 to 1: 1 / (1 + exp(-z)), however large `z` is."""
    return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))


# %% [markdown]
# ## The forget gate
#
# *Harry is a good singer. He lives in New York. Zayn is a good singer, too.* The text turns from Harry to Zayn, and
# what the memory holds about Harry is no longer wanted. The forget gate looks at the new word and at the state so far,
# and says for each entry of the memory how much of it *stays*: 1 keeps all, 0 wipes it out. So its name tells the
# opposite of its number!
#
# ![The line of the cell state runs from left to right; the forget gate multiplies it](drawings/cell_1.svg)
#
# $$f_t = \sigma(x_t U_f + h_{t-1} W_f + b_f)$$
#
# The bias is one row of $H$ numbers; NumPy's `+` adds it to every row of $(N, H)$ by itself.
#
# **Four times the same.** Look at the table above: four layers are asked for, and they differ in two things only. What
# are these? Each layer is one short line, so you may write that line four times, with other names in it. Or you write
# it once, in a helper of your own at the top of the cell below, `def layer(...)`. What must be its arguments, so that
# each of the four layers is one call of it? A function can be an argument like any other, as the activation of unit 1's
# neuron was.

# %%
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

    Example:
        >>> x_t, h_prev = np.array([[2.0]]), np.array([[1.0, -1.0]])
        >>> Uf, Wf, bf = np.array([[1.0, 10.0]]), np.array([[3.0, 2.0], [4.0, -3.0]]), np.array([-1.0, -5.0])
        >>> forget_gate(x_t, h_prev, Uf, Wf, bf)  # of 0 and of 20: half open, and open
        array([[0.5, 1.]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## The input gate
#
# Harry is gone; should Zayn be written down? The input gate says how much of the news is let into each entry of the
# memory.
#
# $$i_t = \sigma(x_t U_i + h_{t-1} W_i + b_i)$$
#
# With a helper or without, this is one short line.

# %%
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

    Example:
        >>> x_t, h_prev = np.array([[2.0]]), np.array([[1.0, -1.0]])
        >>> Ui, Wi, bi = np.array([[1.0, 10.0]]), np.array([[3.0, 2.0], [4.0, -3.0]]), np.array([-1.0, -5.0])
        >>> input_gate(x_t, h_prev, Ui, Wi, bi)  # of 0 and of 20
        array([[0.5, 1.]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## The candidate state
#
# The gate says *how much*; this layer says *what*. It is no gate, it is content: its activation is the tanh, which
# gives values between $-1$ and $1$.
#
# $$g_t = \tanh(x_t U_g + h_{t-1} W_g + b_g)$$
#
# ![The input gate and the candidate are multiplied, and the product is added to the line](drawings/cell_2.svg)
#
# **Think:** why not the sigmoid here, too? Think of a cell that counts up at every opening bracket of a text and down
# at every closing one.
#
# <details><summary>Answer</summary>
#
# A sigmoid is never negative. Nothing that comes in could then lower a cell state: only the forget gate could, and it
# can only shrink it towards 0. With the tanh a cell can count down, and it can hold "no" as well as "yes". A gate is a
# share, and a share below 0 makes no sense: so there it is the sigmoid.
#
# </details>

# %%
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

    Example:
        >>> x_t, h_prev = np.array([[2.0]]), np.array([[1.0, -1.0]])
        >>> Ug, Wg, bg = np.array([[1.0, 10.0]]), np.array([[3.0, 2.0], [4.0, -3.0]]), np.array([-1.0, -5.0])
        >>> candidate_state(x_t, h_prev, Ug, Wg, bg)  # of 0 and of 20
        array([[0., 1.]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## The output gate
#
# Not all that is remembered matters now. After *Zayn's first album was a huge success. Congrats ____* a name is wanted,
# and only what helps to find it should be shown. The output gate says how much of each entry is.
#
# $$o_t = \sigma(x_t U_o + h_{t-1} W_o + b_o)$$

# %%
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

    Example:
        >>> x_t, h_prev = np.array([[2.0]]), np.array([[1.0, -1.0]])
        >>> Uo, Wo, bo = np.array([[1.0, 10.0]]), np.array([[3.0, 2.0], [4.0, -3.0]]), np.array([-1.0, -5.0])
        >>> output_gate(x_t, h_prev, Uo, Wo, bo)  # of 0 and of 20
        array([[0.5, 1.]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## The cell state
#
# Now the memory itself. The old one is thinned out by the forget gate, and the candidate comes in through the input
# gate. All products are entry by entry: every entry of the memory has gates of its own.
#
# $$c_t = f_t \odot c_{t-1} + i_t \odot g_t$$
#
# Look what is *not* there: no weight matrix and no activation stand between $c_{t-1}$ and $c_t$. Where $f_t$ is 1 and
# $i_t$ is 0, the memory passes to the next step just as it is.

# %%
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
        c_t, of the same shape: f_t * c_prev + i_t * g_t, entry by entry.

    Example:
        >>> c_prev, f_t = np.array([4.0, -2.0]), np.array([0.5, 1.0])
        >>> i_t, g_t = np.array([1.0, 0.0]), np.array([-1.0, 0.5])
        >>> cell_state(c_prev, f_t, i_t, g_t)  # half is kept and -1 comes in; all is kept and nothing comes in
        array([1., -2.])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## The hidden state
#
# What the cell shows: the cell state, squeezed between $-1$ and $1$, through the output gate.
#
# $$h_t = o_t \odot \tanh(c_t)$$
#
# ![The line goes through a tanh, and the output gate multiplies it: the hidden state](drawings/cell_3.svg)

# %%
def hidden_state(c_t, o_t):
    """Show the cell state through the output gate.

    It works entry by entry: the arguments are two arrays of one shape, which
    may be any shape, or two numbers.

    Args:
        c_t: (N, H), the cell state of this step.
        o_t: (N, H), the output gate.

    Returns:
        h_t, of the same shape: o_t * tanh(c_t), entry by entry.

    Example:
        >>> hidden_state(np.array([0.0, 20.0, -20.0]), np.array([1.0, 0.5, 1.0]))  # tanh gives 0, 1 and -1
        array([0., 0.5, -1.])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## One step
#
# Six pieces, one cell. All four layers look at the *old* hidden state; the hidden state shows the *new* cell state.
#
# ![The whole cell: four layers, the line of the cell state, the hidden state](drawings/cell_4.svg)

# %%
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

    Example:
        >>> shapes = {"U": (1, 1), "W": (1, 1), "b": (1,)}
        >>> params = {part + k: np.zeros(shape) for k in "figo" for part, shape in shapes.items()}
        >>> params["Ug"] = np.array([[20.0]])
        >>> lstm_step(np.array([[1.0]]), np.array([[0.5]]), np.array([[39.0]]), params)  # c: 0.5 * 39 + 0.5 * 1
        (array([[0.5]]), array([[20.]]),
         {"f": array([[0.5]]), "i": array([[0.5]]), "g": array([[1.]]), "o": array([[0.5]])})
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## A whole sequence
#
# Step after step; each begins with the states in which the last one ended, and all use the same weights. Every value
# is needed again on the way back, so keep them all. `x[:, t]` is the input of all sequences at step $t$, and a list of
# arrays, one for each step, becomes one array by `np.stack(states, axis=1)`: the steps are axis 1.
#
# ![Cells side by side in time; two lines lead from each to the next](drawings/network_of_cells.svg)

# %%
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

    Example:
        >>> shapes = {"U": (1, 1), "W": (1, 1), "b": (1,)}
        >>> params = {part + k: np.zeros(shape) for k in "figo" for part, shape in shapes.items()}
        >>> params["Ug"] = np.array([[20.0]])
        >>> x = np.array([[[1.0], [-1.0]]])  # the candidate is 1, then -1; every gate is half open
        >>> lstm_forward(x, np.array([[0.5]]), np.array([[79.0]]), params)
        (array([[[0.5], [0.5]]]), array([[[40.], [19.5]]]),
         {"f": array([[[0.5], [0.5]]]), "i": array([[[0.5], [0.5]]]),
          "g": array([[[1.], [-1.]]]), "o": array([[[0.5], [0.5]]])})
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## Back through one step
#
# Two gradients arrive at a step: $dh_t$, from everything that reads the hidden state, and $dc_t$, from the next
# step's cell state. (By $dh_t$ we mean $\partial L / \partial h_t$, and so on for all names but $dc_t$, which is only a
# part of what reaches $c_t$.) Follow the equations of the forward step from the last to the first.
#
# $h_t = o_t \odot \tanh(c_t)$ sends $dh_t$ two ways: into the output gate, and into the cell state, where it *joins*
# what has come from the next step. The sum is called $\widetilde{dc}_t$:
#
# $$do_t = dh_t \odot \tanh(c_t) \qquad\qquad
#   \widetilde{dc}_t = dc_t + dh_t \odot o_t \odot \bigl(1 - \tanh(c_t) \odot \tanh(c_t)\bigr)$$
#
# $c_t = f_t \odot c_{t-1} + i_t \odot g_t$ passes that on four ways; in a product, each factor gets the other one:
#
# $$df_t = \widetilde{dc}_t \odot c_{t-1} \qquad di_t = \widetilde{dc}_t \odot g_t \qquad
#   dg_t = \widetilde{dc}_t \odot i_t \qquad dc_{t-1} = \widetilde{dc}_t \odot f_t$$
#
# The last one is why an LSTM can learn what lies far back: along the cell state the gradient is multiplied by $f_t$
# and by nothing else. No $W$, no slope of an activation.
#
# Then through each layer's activation to its weighted sum. The slope of the sigmoid is $s \odot (1 - s)$, that of the
# tanh $1 - g \odot g$, both in terms of the layer's own value:
#
# $$\delta_f = df_t \odot f_t \odot (1 - f_t) \qquad \delta_i = di_t \odot i_t \odot (1 - i_t)$$
#
# $$\delta_g = dg_t \odot (1 - g_t \odot g_t) \qquad \delta_o = do_t \odot o_t \odot (1 - o_t)$$
#
# And with each delta as in every layer that you have seen, for $k = f, i, g, o$:
#
# $$dU_k = x_t^\top \delta_k \qquad dW_k = h_{t-1}^\top \delta_k \qquad
#   db_k = \text{sum of } \delta_k \text{ over the samples}$$
#
# All four layers read $x_t$ and $h_{t-1}$, so four gradients add up in each of the two:
#
# $$dx_t = \sum_k \delta_k U_k^\top \qquad dh_{t-1} = \sum_k \delta_k W_k^\top$$
#
# In NumPy `A.T` is the transposed matrix, and `delta.sum(axis=0)` adds up the rows, that is, the samples.

# %%
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

    Example:
        >>> shapes = {"U": (1, 1), "W": (1, 1), "b": (1,)}
        >>> params = {part + k: np.zeros(shape) for k in "figo" for part, shape in shapes.items()}
        >>> params["Ug"], params["Wg"] = np.array([[1.0]]), np.array([[-2.0]])
        >>> x_t, h_prev, c_prev = np.array([[2.0]]), np.array([[1.0]]), np.array([[0.0]])
        >>> _, c_t, gates = lstm_step(x_t, h_prev, c_prev, params)  # c_t is 0, g is 0, each gate is 0.5
        >>> dh_t, dc_t = np.array([[4.0]]), np.array([[6.0]])  # into the cell state: 6 + 4 * 0.5 * 1 = 8
        >>> lstm_step_backward(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params)  # delta of g: 8 * 0.5 * 1 = 4
        (array([[4.]]), array([[-8.]]), array([[4.]]),
         {"dUf": array([[0.]]), "dWf": array([[0.]]), "dbf": array([0.]),
          "dUi": array([[0.]]), "dWi": array([[0.]]), "dbi": array([0.]),
          "dUg": array([[8.]]), "dWg": array([[4.]]), "dbg": array([4.]),
          "dUo": array([[0.]]), "dWo": array([[0.]]), "dbo": array([0.])})
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## Back through time
#
# From the last step to the first. What reaches $h_t$ is the loss's own gradient there *plus* what the step after it
# sends back; $c_t$ is sent back by the step after it alone. Nothing comes after the last step. And since every step
# uses the same weights, each weight's gradient is the *sum* over the steps.
#
# `reversed(range(T))` counts from $T - 1$ down to 0; `np.zeros(x.shape)` makes an array that has a place for every
# step, and `dx[:, t] = ...` fills it.
#
# **Think:** along the cell state, how much of a gradient is left after 30 steps, when every forget gate is 0.5, 0.73 or
# 0.98?
#
# <details><summary>Answer</summary>
#
# $0.5^{30} \approx 0.000000001$, $0.73^{30} \approx 0.00008$ and $0.98^{30} \approx 0.55$. These are the gates of a
# cell whose forget bias is 0, 1 and 4, and whose other inputs are 0. You will see below what that does.
#
# </details>

# %%
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

    Example:
        >>> shapes = {"U": (1, 1), "W": (1, 1), "b": (1,)}
        >>> params = {part + k: np.zeros(shape) for k in "figo" for part, shape in shapes.items()}
        >>> params["Ug"], params["Wg"] = np.array([[1.0]]), np.array([[-2.0]])
        >>> x, h_init, c_init = np.array([[[2.0], [0.0]]]), np.array([[1.0]]), np.array([[0.0]])
        >>> h, c, gates = lstm_forward(x, h_init, c_init, params)  # h, c, g are 0 at both steps, each gate is 0.5
        >>> dh = np.array([[[6.0], [4.0]]])  # the deltas of g: 1 at the last step, 1.5 at the first
        >>> lstm_backward(dh, x, h_init, c_init, h, c, gates, params)
        (array([[[1.5], [1.]]]), array([[-3.]]), array([[1.5]]),
         {"dUf": array([[0.]]), "dWf": array([[0.]]), "dbf": array([0.]),
          "dUi": array([[0.]]), "dWi": array([[0.]]), "dbi": array([0.]),
          "dUg": array([[3.]]), "dWg": array([[1.5]]), "dbg": array([2.5]),
          "dUo": array([[0.]]), "dWo": array([[0.]]), "dbo": array([0.])})
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## How much is left?
#
# From $c_t = f_t \odot c_{t-1} + i_t \odot g_t$ follows what becomes of a thing that was written down at step $t$: at
# every later step it is multiplied by that step's forget gate. At the end, this share of it is left:
#
# $$r_t = f_{t+1} \odot f_{t+2} \odot \dots \odot f_{T-1} \qquad\text{with}\qquad r_{T-1} = 1$$
#
# The gradient on its way back along the cell state shrinks by the same product: what an LSTM remembers is also what it
# can learn to remember. `np.ones(f.shape)` is a good array to begin with.

# %%
def memory_retention(f):
    """How much of the cell state of each step is left at the end.

    Args:
        f: (N, T, H), the forget gates of every step; entries from 0 to 1, both
            of which do occur (a gate that is quite shut leaves 0, never nan).

    Returns:
        (N, T, H): at step t the product of the forget gates *after* t, entry by
        entry; 1 at the last step.

    Example:
        >>> memory_retention(np.array([[[0.25], [0.5], [1.0], [0.5]]]))
        array([[[0.25], [0.5], [0.5], [1.]]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## Don't trust, measure
#
# Are the gradients right? Nudge one entry of a parameter up and down, look what a loss does, and compare. The loss here
# is a sum of all hidden states with random weights, so that its own gradient at $h$ is just those weights. Anything
# below $10^{-8}$ is rounding. (`np.ndindex(shape)` goes through all places of an array, as in unit 2.)

# %%
if __name__ == "__main__":
    rng = np.random.default_rng(SEED)
    shapes = {"U": (3, 2), "W": (2, 2), "b": (2,)}
    small = {part + k: rng.standard_normal(shape) for k in "figo" for part, shape in shapes.items()}
    x_small, first_h, first_c = rng.standard_normal((2, 6, 3)), rng.standard_normal((2, 2)), rng.standard_normal((2, 2))
    weights = rng.standard_normal((2, 6, 2))
    grads = lstm_backward(weights, x_small, first_h, first_c, *lstm_forward(x_small, first_h, first_c, small), small)[3]
    differences = {}
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
        differences[name] = np.abs(measured - grads["d" + name]).max()
        print(f"d{name}: largest difference {differences[name]:.1e}")

# %% [markdown]
# ![What you should see](seen/gradients.txt)
#
# ## A task for a long memory
#
# Here is *Archie lived in China* in numbers. At the first step one of four symbols is shown, and a fifth input says:
# *note this*. Then come about thirty steps of noise. At the end: which symbol was it? Who guesses is right once in
# four.

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

    def draw_one(x):
        """Draw the inputs of one sequence, a row for each."""
        plt.figure(figsize=(8, 2.2))
        plt.imshow(x.T, cmap="RdBu_r", vmin=-1.5, vmax=1.5, aspect="auto")
        plt.colorbar(label="input")
        plt.xlabel("step")
        plt.yticks(range(INPUTS), [*(f"symbol {k}" for k in range(SYMBOLS)), "note this"])
        plt.tight_layout()
        plt.show()

    x_one, symbol_one = draw_sequences(1, 30, np.random.default_rng(SEED))
    print(f"Symbol {symbol_one[0]} at step 0, and noise ever after:")
    draw_one(x_one[0])

# %% [markdown]
# ![What you should see: two red squares at step 0, one of them at "note this"; then noise](seen/one_sequence.png)
#
# Two kinds of network try: an LSTM made of your functions, and a plain tanh RNN, which is given. (It keeps all its
# weights in one matrix, whose rows belong to the input, to the previous state and to a bias.) Both have eight hidden
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
# In training, all weights take steps of the same length, against the *sign* of their gradients, and the steps get
# shorter towards the end. That is kind to the RNN: it may move as far as the LSTM, however small its gradients are. All
# see fresh sequences in every iteration, of 25 to 35 steps.
#
# An LSTM can be given a good start by its biases. Its input gates begin almost shut, with a bias of $-3$: don't write
# down what may be noise. Its forget gates should begin open, and the question is how far. A bias of 1 is a common
# choice. It lets $\sigma(1) = 73\,\%$ stay at each step. A bias of 4 lets 98 % stay. Both are tried. (The three
# trainings take a few seconds.)

# %%
if __name__ == "__main__":

    def first_lstm(num_hidden, forget_bias, rng, input_bias=-3.0):
        """Draw the first weights of an LSTM and of its output layer."""
        weights = {}
        for k in "figo":
            weights["U" + k] = rng.standard_normal((INPUTS, num_hidden)) / np.sqrt(INPUTS)
            weights["W" + k] = 0.3 * rng.standard_normal((num_hidden, num_hidden)) / np.sqrt(num_hidden)
            weights["b" + k] = np.full(num_hidden, {"f": forget_bias, "i": input_bias}.get(k, 0.0))
        return {**weights, "V": rng.standard_normal((num_hidden, SYMBOLS)) / np.sqrt(num_hidden)}

    def first_rnn(num_hidden, rng):
        """Draw the first weights of a plain RNN and of its output layer."""
        A = rng.standard_normal((INPUTS + num_hidden + 1, num_hidden)) / np.sqrt(INPUTS + num_hidden + 1)
        return {"A": A, "V": rng.standard_normal((num_hidden, SYMBOLS)) / np.sqrt(num_hidden)}

    def train(network, weights, draw, rng, num_iterations, step):
        """Train a network on what `draw` gives, and write down the cost and the accuracy of every iteration."""
        record = []
        for iteration in range(num_iterations):
            cost, accuracy, grads, _ = learn(network, weights, *draw(rng))
            record.append((cost, accuracy))
            shrink = 1 - iteration / num_iterations
            weights = {name: weight - step * shrink * np.sign(grads["d" + name]) for name, weight in weights.items()}
        return weights, np.array(record)

    def fresh_noise(rng):
        """Draw sequences to train on."""
        return draw_sequences(32, int(rng.integers(25, 36)), rng)

    contest = {
        "plain RNN": (rnn_network, first_rnn(8, np.random.default_rng(SEED + 1))),
        "LSTM, forget bias 1": (lstm_network, first_lstm(8, 1.0, np.random.default_rng(SEED + 1))),
        "LSTM, forget bias 4": (lstm_network, first_lstm(8, 4.0, np.random.default_rng(SEED + 1))),
    }
    trained, records, accuracies = {}, {}, {}
    x_test, symbols_test = draw_sequences(400, 30, np.random.default_rng(SEED + 99))
    for title, (network, weights) in contest.items():
        trained[title], records[title] = train(
            network, weights, fresh_noise, np.random.default_rng(SEED + 2), num_iterations=130, step=0.045
        )
        cost, accuracies[title], _, _ = learn(network, trained[title], x_test, symbols_test)
        print(f"{title}: {accuracies[title]:.0%} of 400 new sequences of 30 steps right, cost {cost:.3f}")

# %% [markdown]
# ![What you should see](seen/contest.txt)
#
# The RNN guesses. So does the LSTM with a forget bias of 1: $0.73^{29}$ is about a ten-thousandth, and so little of the
# first step is left at the end. For a text of a few words that bias is fine; for thirty steps it isn't. The LSTM with a
# forget bias of 4 solves the task: $0.98^{29}$ is still more than half.

# %%
if __name__ == "__main__":
    fig, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.4))
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
# ![What you should see: one curve goes to cost 0 and accuracy 1, two stay at guessing](seen/contest.png)
#
# ## Why the two don't learn it
#
# Nothing is wrong with their equations; what is missing is the message from the end to the beginning. Here is how
# much of the loss's gradient arrives at each step's input, before any training. To learn what the first step means,
# a network needs it *there*, at the left edge. Mind the scale: it is logarithmic.

# %%
if __name__ == "__main__":
    plt.figure(figsize=(7, 3.4))
    arriving = {}
    for title, (network, weights) in contest.items():
        dx = learn(network, weights, x_test, symbols_test)[3]
        arriving[title] = np.sqrt((dx**2).sum(axis=(0, 2)))
        plt.semilogy(arriving[title], label=title)
        share = arriving[title][0] / arriving[title][-1]
        print(f"{title}: for 1 that arrives at the last step, {share:.1g} arrives at the first")
    plt.title("How much gradient arrives at each step, before training")
    plt.xlabel("step")
    plt.ylabel("norm of $dx_t$")
    plt.legend()
    plt.grid(alpha=0.3)
    plt.tight_layout()
    plt.show()

# %% [markdown]
# ![What you should see: one curve stays high from right to left, two fall far down](seen/arriving.png)
#
# ![And in numbers](seen/arriving.txt)

# %% [markdown]
# ## What the gates do
#
# Look inside the LSTM that succeeded, while it reads one sequence. Each row is one of its eight cells. Its forget gates
# stay open nearly all the time: nothing is thrown away, since the one thing that was noted is wanted to the end.

# %%
if __name__ == "__main__":
    winner = {name: weight for name, weight in trained["LSTM, forget bias 4"].items() if name != "V"}
    nothing = np.zeros((len(x_test), 8))
    h, c, gates = lstm_forward(x_test, nothing, nothing, winner)
    fig, panels = plt.subplots(2, 2, figsize=(8.4, 4.8), sharex=True, sharey=True)
    titles = {"f": "forget gate: what stays", "i": "input gate: what comes in"}
    titles.update({"o": "output gate: what is shown", "g": "candidate state: what is new"})
    for panel, (k, title) in zip(panels.ravel(), titles.items()):
        colours = {"cmap": "RdBu_r", "vmin": -1, "vmax": 1} if k == "g" else {"cmap": "viridis", "vmin": 0, "vmax": 1}
        image = panel.imshow(gates[k][0].T, aspect="auto", **colours)
        panel.set_title(title)
        fig.colorbar(image, ax=panel)
    for panel in panels[1]:
        panel.set_xlabel("step")
    for panel in panels[:, 0]:
        panel.set_ylabel("cell")
    fig.tight_layout()
    plt.show()

# %% [markdown]
# ![What you should see: four panels of eight rows; the forget gates are nearly all open](seen/gates.png)
#
# ## How long the memory lasts
#
# `memory_retention` tells which share of each step's cell state is left at the end. On the left, before training: the
# first bias of the forget gates decides whether anything of the first step is left at all. On the right, the LSTM that
# succeeded, after training.

# %%
if __name__ == "__main__":
    fig, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.4))
    kept = {}
    for forget_bias in (0.0, 1.0, 2.0, 4.0):
        fresh = first_lstm(8, forget_bias, np.random.default_rng(SEED + 1))
        retention = memory_retention(lstm_forward(x_test, nothing, nothing, fresh)[2]["f"])
        kept[forget_bias] = retention.mean(axis=(0, 2))
        left.semilogy(kept[forget_bias], label=f"bias {forget_bias:g}")
    left.set(title="Before training, by the first bias", xlabel="step", ylabel="share left at the end")
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
# ![What you should see: four lines that fall to the left, steeply for a small bias, hardly for 4](seen/retention.png)
#
# ![And in numbers](seen/retention.txt)

# %% [markdown]
# And what do the memories hold? Below, the cell states of three cells in time, for four sequences of each symbol. Lines
# of one colour run together, and the colours part more and more, though not all four in every cell. Through $h_{t-1}$ a
# cell sees what it has noted, and writes it down once more.

# %%
if __name__ == "__main__":
    fig, panels = plt.subplots(1, 3, figsize=(8.4, 3.2), sharex=True)
    spread = np.std([c[symbols_test == symbol].mean(axis=0) for symbol in range(SYMBOLS)], axis=0)  # (T, H)
    cells = np.sort(spread[-1].argsort()[-3:])
    for cell, panel in zip(cells, panels):
        for symbol, colour in zip(range(SYMBOLS), ("tab:blue", "tab:orange", "tab:green", "tab:red")):
            lines = panel.plot(c[symbols_test == symbol][:4, :, cell].T, color=colour, linewidth=0.8)
            lines[0].set_label(f"symbol {symbol}")
        panel.set(title=f"cell {cell}", xlabel="step")
        panel.grid(alpha=0.3)
    panels[0].set_ylabel("cell state $c_t$")
    fig.legend(*panels[0].get_legend_handles_labels(), loc="upper center", ncol=SYMBOLS)
    fig.tight_layout(rect=(0, 0, 1, 0.92))
    plt.show()

# %% [markdown]
# ![What you should see: bundles of lines, one for each colour, which part more and more](seen/memories.png)

# %% [markdown]
# ## Longer than it was ever asked
#
# No training sequence had more than 35 steps. How long does the memory really last?

# %%
if __name__ == "__main__":
    lasting = {}
    for num_steps in (30, 60, 120, 240):
        x_long, symbols_long = draw_sequences(200, num_steps, np.random.default_rng(SEED + 7))
        lasting[num_steps] = learn(lstm_network, trained["LSTM, forget bias 4"], x_long, symbols_long)[1]
        print(f"{num_steps} steps: {lasting[num_steps]:.0%} right")

# %% [markdown]
# ![What you should see](seen/longer.txt)
#
# It doesn't break off where the training ended: even at 240 steps it is far better than a guess.

# %% [markdown]
# ## Forgetting
#
# So far nothing had to be forgotten. Now for Harry and Zayn. The first step shows a symbol and *note this*, as before.
# But at some later step, nobody knows which, another symbol comes with *note this*, and at the end only *this* one is
# asked. Whoever keeps the first symbol has two of them in the same memory. A new LSTM, of six cells, starts with a
# forget bias of 2 and learns this game, of 14 steps.

# %%
if __name__ == "__main__":

    def draw_turns(num_sequences, rng):
        """Draw sequences with two symbols to note, the second one's number, the first one's, and when it comes."""
        x = 0.5 * rng.standard_normal((num_sequences, 14, INPUTS))
        x[:, :, SYMBOLS] = 0
        first, second = rng.integers(SYMBOLS, size=(2, num_sequences))
        turn = rng.integers(3, 12, size=num_sequences)
        rows = np.arange(num_sequences)
        for step, symbol in ((0, first), (turn, second)):
            x[rows, step] = 0
            x[rows, step, symbol] = x[rows, step, SYMBOLS] = 1
        return x, second, first, turn

    x_turns, second, first, turn = draw_turns(400, np.random.default_rng(SEED + 99))
    draw_one(x_turns[0])
    weights, _ = train(
        lstm_network,
        first_lstm(6, 2.0, np.random.default_rng(SEED + 1), input_bias=0.0),
        lambda rng: draw_turns(32, rng)[:2],
        np.random.default_rng(SEED + 2),
        num_iterations=300,
        step=0.05,
    )
    turned = learn(lstm_network, weights, x_turns, second)[1]
    print(f"{turned:.0%} of 400 new sequences right: the symbol that was noted last")

# %% [markdown]
# ![What you should see: red squares at step 0 and at one later step, each with one at "note this"](seen/two_flags.png)
#
# ![And in numbers](seen/two_flags.txt)
#
# It has learnt to let go. Below are its forget gates, averaged over the 400 sequences, which are moved such that the
# second *note this* stands at 0 in all of them.

# %%
if __name__ == "__main__":
    params = {name: weight for name, weight in weights.items() if name != "V"}
    empty = np.zeros((len(x_turns), 6))
    gates = lstm_forward(x_turns, empty, empty, params)[2]
    rows, distances = np.arange(len(x_turns)), np.arange(-2, 3)
    around = np.array([gates["f"][rows, turn + distance].mean(axis=0) for distance in distances])
    let_in = gates["i"][rows, turn].mean(axis=0)
    print('The input gates at the second "note this":', *(f"{share:.2f}" for share in let_in))
    plt.figure(figsize=(7, 3.4))
    for cell in range(6):
        plt.plot(distances, around[:, cell], marker="o", label=f"cell {cell}")
    plt.axvline(0, color="gray", linestyle=":")
    plt.xticks(distances)
    plt.xlabel('steps after the second "note this"')
    plt.ylabel("forget gate (1: all stays)")
    plt.ylim(0, 1.05)
    plt.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    plt.grid(alpha=0.3)
    plt.tight_layout()
    plt.show()

# %% [markdown]
# ![What you should see: six lines above 0.6; at 0 most of them fall, and come back at once](seen/forgetting.png)
#
# ![And in numbers](seen/input_gates.txt)
#
# Before and after, the gates are mostly open. At the second *note this*, and only there, those of most cells fall below
# 0.4: what was noted first is wiped out. In the same step the input gates of most cells are more than half open, as
# printed above: they let in what comes now.
#
# Is that why it answers right? Take the same network, and hold its forget gates open at that one step. Nothing else
# is changed.

# %%
if __name__ == "__main__":
    h_t, c_t = empty, empty
    for t in range(x_turns.shape[1]):
        _, c_new, gates_t = lstm_step(x_turns[:, t], h_t, c_t, params)
        held = cell_state(c_t, np.ones(c_t.shape), gates_t["i"], gates_t["g"])
        c_t = np.where((turn == t)[:, None], held, c_new)
        h_t = hidden_state(c_t, gates_t["o"])
    answers = (h_t @ weights["V"]).argmax(axis=1)[first != second]
    right, stale = np.mean(answers == second[first != second]), np.mean(answers == first[first != second])
    print(f"Where the two symbols differ, {right:.0%} are right now; {stale:.0%} say the first symbol.")

# %% [markdown]
# ![What you should see](seen/which_symbol.txt)
#
# Now that it can't forget, it mixes the old with the new. Many answers are wrong, and most of the wrong ones name the
# symbol that is no longer wanted.
#
# **Think:** a plain RNN computes a new hidden state at every step. Why is forgetting no trouble for it, and what is?
#
# <details><summary>Answer</summary>
#
# Its state goes through weights and a tanh at every step, so it forgets all the time, whether it should or not. To
# keep something is what it can't do. An LSTM keeps by doing nothing, and forgets on purpose.
#
# </details>

# %% [markdown]
# ## Turn it yourself
#
# What does the forget bias do to the memory of an untrained cell? With `ipywidgets` installed, there is a slider. How
# much of each of 30 steps is left at the end? At what bias is half of the first one left?

# %%
if __name__ == "__main__":

    def turn_the_bias(forget_bias):
        """Draw what is left of each of 30 steps, in a fresh LSTM with this forget bias."""
        fresh = first_lstm(8, forget_bias, np.random.default_rng(SEED + 1))
        f = lstm_forward(x_test, nothing, nothing, {k: w for k, w in fresh.items() if k != "V"})[2]["f"]
        left_over = memory_retention(f).mean(axis=(0, 2))
        plt.figure(figsize=(7, 3))
        plt.plot(left_over, marker=".")
        plt.title(f"bias {forget_bias:g}: {left_over[0]:.1%} of the first step is left")
        plt.xlabel("step")
        plt.ylabel("share left at the end")
        plt.ylim(0, 1.05)
        plt.grid(alpha=0.3)
        plt.show()

    try:
        from ipywidgets import interact
    except ImportError:
        print("There is a slider here once ipywidgets is there: pip install ipywidgets")
    else:
        interact(turn_the_bias, forget_bias=(-1.0, 6.0, 0.5))

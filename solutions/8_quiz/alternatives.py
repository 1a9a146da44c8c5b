"""Right answers to unit 8 in other forms: each must keep every point."""

import numpy as np

from deltarule import alternative


@alternative("neuron_by_hand")
def neuron_by_dot_product():
    z = np.dot([3, -2, 4], [0.5, 1, -1]) + 0.25
    return {"y": np.maximum(z, 0), "z": z}


@alternative("neuron_by_hand")
def neuron_with_negative_zero():
    return {"z": np.float32(-4.25), "y": -0.0}


@alternative("number_of_layers")
def layers_as_float():
    return 5.0


@alternative("number_of_layers")
def layers_counted():
    return len([8, 8, 6, 4, 3])


@alternative("output_neurons")
def outputs_as_array_entries():
    fraud, letters, temperature = np.array([1, 26, 1])
    return {"temperature": temperature, "letters": letters, "fraud": fraud}


@alternative("which_activation")
def activations_written_large():
    return {"spam": "Sigmoid", "species": "SoftMax", "signal": " TanH ", "length": "ReLU"}


@alternative("activations_at_zero")
def zero_as_ints_and_fractions():
    return {"sigmoid": 1 / 2, "tanh": 0, "sigmoid_slope": 1 / 4, "tanh_slope": 1}


@alternative("activations_at_zero")
def zero_measured():
    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    eps = 1e-6
    return {
        "sigmoid": sigmoid(0.0),
        "tanh": np.tanh(0.0),
        "sigmoid_slope": (sigmoid(eps) - sigmoid(-eps)) / (2 * eps),
        "tanh_slope": (np.tanh(eps) - np.tanh(-eps)) / (2 * eps),
    }


@alternative("softmax_of_equal_scores")
def equal_fraction():
    return 1 / 8


@alternative("softmax_of_equal_scores")
def equal_from_arrays():
    z = np.full(8, 3.5, dtype=np.float32)
    return (np.exp(z) / np.exp(z).sum())[0]


@alternative("softmax_ratio")
def ratio_as_int():
    return 3


@alternative("softmax_ratio")
def ratio_by_example():
    z = np.array([np.log(3) + 2, 2, -1])
    p = np.exp(z) / np.exp(z).sum()
    return p[0] / p[1]


@alternative("weight_shapes")
def shapes_as_lists():
    return {"Wxh": [7, 3], "bh": [1, 3], "Why": [3, 4], "by": [1, 4], "y_hat": [12, 4]}


@alternative("weight_shapes")
def shapes_of_arrays():
    X, Wxh, Why = np.zeros((12, 7)), np.zeros((7, 3)), np.zeros((3, 4))
    bh, by = np.zeros((1, 3)), np.zeros((1, 4))
    arrays = {"Wxh": Wxh, "bh": bh, "Why": Why, "by": by, "y_hat": (X @ Wxh + bh) @ Why + by}
    return {name: np.array(value.shape) for name, value in arrays.items()}


@alternative("number_of_parameters")
def parameters_by_layers():
    sizes = np.array([12, 7, 3])
    return np.sum((sizes[:-1] + 1) * sizes[1:])


@alternative("step_by_hand")
def step_as_literal():
    return 1.7


@alternative("step_by_hand")
def step_in_float32():
    return np.float32(1.5) - np.float32(0.1) * np.float32(-2)


@alternative("right_gradients")
def gradients_in_capitals():
    return {"Why": "D", "Wxh": " A"}


@alternative("what_the_swap_does")
def swap_in_words():
    return {"first": "Error", "second": "RESHAPED", "third": "silent "}


@alternative("iterations_in_epoch")
def epoch_by_ceil():
    per_epoch = np.ceil(7350 / 500)
    return {"per_epoch": per_epoch, "last_batch": 7350 - (per_epoch - 1) * 500, "all_epochs": per_epoch * 20}


@alternative("iterations_in_epoch")
def epoch_by_slicing():
    batches = [range(7350)[i : i + 500] for i in range(0, 7350, 500)]
    return {"per_epoch": len(batches), "last_batch": len(batches[-1]), "all_epochs": 20 * len(batches)}


@alternative("momentum_by_hand")
def momentum_as_literals():
    return {"v": 2.2, "w": 1.56}


@alternative("momentum_by_hand")
def momentum_in_arrays():
    w, v = np.array(2.0), np.array(3.0)
    v = 0.9 * v - 0.5
    return {"v": v, "w": w - 0.2 * v}


@alternative("rnn_memory")
def memory_written_large():
    return "Previous  Hidden State"


@alternative("rnn_steps")
def steps_counted():
    steps = list(range(11))
    return {"hidden_states": len(steps), "last_step": steps[-1], "weight_matrices": len({"U", "V", "W"})}


@alternative("rnn_shapes")
def rnn_shapes_as_lists():
    return {"U": [27, 40], "W": [40, 40], "V": [40, 27], "h": [8, 15, 40]}


@alternative("rnn_parameters")
def rnn_parameters_of_arrays():
    return float(sum(np.prod(shape) for shape in [(27, 40), (40, 40), (40, 27)]))


@alternative("vanishing_by_hand")
def vanishing_step_by_step():
    gradient = 1
    for _ in range(6):
        gradient *= 1.6
        gradient *= 0.25
    return gradient


@alternative("vanishing_by_hand")
def vanishing_as_literal():
    return 4.096e-3


@alternative("gate_duties")
def duties_in_capitals():
    return {"output_gate": "B", "candidate_state": "A", "input_gate": "E", "forget_gate": "C"}


@alternative("cell_by_hand")
def cell_in_float32():
    f, i, o, g, c = np.array([0.25, 0.5, 0.5, -0.6, 4], dtype=np.float32)
    c = f * c + i * g
    return {"c": c, "h": o * np.tanh(c)}


@alternative("cell_by_hand")
def cell_as_literals():
    return {"c": 0.7, "h": 0.302184}


@alternative("gate_settings")
def settings_as_floats():
    return {"keep_f": 1.0, "keep_i": 0.0, "replace_f": 0.0, "replace_i": 1.0}


@alternative("convolution_by_hand")
def convolution_as_array():
    return np.array([[10.0, -3, 2], [3, 9, -1]])


@alternative("convolution_by_hand")
def convolution_as_tuples():
    return ((10, -3, 2), (3, 9, -1))


@alternative("convolution_by_hand")
def convolution_by_windows():
    image = np.array([[2, 0, 1, 3], [1, 4, -1, 2], [0, 3, 2, 1]])
    windows = np.lib.stride_tricks.sliding_window_view(image, (2, 2))
    return list(np.einsum("ijkl,kl->ij", windows, np.array([[1, -1], [0, 2]])))


@alternative("convolution_sizes")
def sizes_counted():
    return {
        "valid": len(range(0, 20 - 4 + 1)),
        "valid_stride": len(range(0, 20 - 4 + 1, 3)),
        "same_stride": float(len(range(0, 20, 3))),
    }


@alternative("feature_map_shape")
def map_as_list():
    return [15, 27, 12]


@alternative("feature_map_shape")
def map_as_array():
    return np.array([15.0, 27.0, 12.0])


@alternative("filter_parameters")
def filter_by_arrays():
    return np.zeros((5, 3, 3, 10)).size + np.zeros(10).size


@alternative("pooling_by_hand")
def pooling_as_literals():
    return {
        "max": [[4, 2, 5], [6, -1, 7]],
        "average": [[1, 1, 2], [2, -3, 3]],
        "sum": ((4.0, 4.0, 8.0), (8.0, -12.0, 12.0)),
    }


@alternative("pooling_by_hand")
def pooling_by_reshaping():
    x = np.array([[1, -3, 2, 0, 5, 1], [4, 2, 1, 1, -1, 3], [0, 6, -2, -4, 2, 2], [3, -1, -5, -1, 7, 1]])
    blocks = x.reshape(2, 2, 3, 2)
    return {"max": blocks.max((1, 3)), "average": blocks.mean((1, 3)), "sum": blocks.sum((1, 3))}


@alternative("pooled_shape")
def pooled_as_list():
    return [10.0, 7.0, 6]


@alternative("pooled_shape")
def pooled_by_counting():
    return np.array([len(range(0, 22 - 2, 2)), len(range(0, 15 - 2, 2)), 6])


@alternative("flattened_length")
def flattened_as_float():
    return 400.0


@alternative("flattened_length")
def flattened_by_shapes():
    x = np.zeros((24, 24, 8))[::2, ::2]
    return np.zeros((x.shape[0] - 2, x.shape[1] - 2, 16))[::2, ::2].size


@alternative("gan_goals")
def goals_in_other_spelling():
    return {"d_real": 1.0, "d_fake": 0.0, "g_fake": 1.0, "d_step": "Ascent", "g_step": " DESCENT"}


@alternative("discriminator_at_points")
def points_by_arrays():
    p_r, p_g = np.array([0.3, 0.2, 0.0]), np.array([0.1, 0.3, 0.4])
    return dict(zip(["first", "second", "third"], p_r / (p_r + p_g), strict=True))


@alternative("discriminator_at_points")
def points_as_literals():
    return {"first": 3 / 4, "second": 2 / 5, "third": 0}


@alternative("equilibrium")
def equilibrium_as_minus_log_four():
    return {"d": 1 / 2, "value": -np.log(4)}


@alternative("equilibrium")
def equilibrium_as_literals():
    return {"d": 0.5, "value": -1.386294}


@alternative("output_neurons")
def outputs_as_floats():
    return {"letters": 26.0, "fraud": 1.0, "temperature": 1.0}


@alternative("which_activation")
def activations_looked_up():
    names = ["relu", "sigmoid", "softmax", "tanh"]
    return dict(zip(["length", "spam", "species", "signal"], names, strict=True))


@alternative("number_of_parameters")
def parameters_of_arrays():
    params = {"Wxh": np.zeros((12, 7)), "bh": np.zeros((1, 7)), "Why": np.zeros((7, 3)), "by": np.zeros((1, 3))}
    return float(sum(array.size for array in params.values()))


@alternative("right_gradients")
def gradients_as_numpy_text():
    first, second = np.array(["a", "d"])
    return {"Wxh": first, "Why": second}


@alternative("what_the_swap_does")
def swap_looked_up():
    return dict(zip(("third", "second", "first"), ("silent", "reshaped", "error"), strict=True))


@alternative("rnn_memory")
def memory_put_together():
    return " ".join(["previous", "hidden", "state"])


@alternative("rnn_steps")
def steps_as_floats():
    return {"weight_matrices": 3.0, "last_step": np.float64(10), "hidden_states": 11.0}


@alternative("rnn_shapes")
def rnn_shapes_of_arrays():
    x, h = np.zeros((8, 15, 27)), np.zeros((8, 15, 40))
    D, H = x.shape[2], h.shape[2]
    return {"h": np.array(h.shape), "U": (D, H), "W": np.full(2, H), "V": (H, D)}


@alternative("rnn_parameters")
def rnn_parameters_factored():
    return np.int64(40) * (27 + 40 + 27)


@alternative("gate_duties")
def duties_with_spaces():
    return {"forget_gate": " c", "input_gate": "e ", "candidate_state": "a", "output_gate": " b "}


@alternative("gate_settings")
def settings_as_arrays():
    on, off = np.array(1), np.array(0)
    return {"keep_f": on, "keep_i": off, "replace_f": off, "replace_i": on}


@alternative("convolution_sizes")
def sizes_as_array_entries():
    valid, valid_stride, same_stride = np.array([17, 6, 7])
    return {"same_stride": same_stride, "valid_stride": valid_stride, "valid": valid}


@alternative("filter_parameters")
def filter_counted_one_by_one():
    return float(sum(5 * 3 * 3 + 1 for _ in range(10)))


@alternative("gan_goals")
def goals_as_array_entries():
    one, zero = np.array([1, 0])
    return {"g_step": "descent", "d_step": "ascent", "g_fake": one, "d_fake": zero, "d_real": one}

"""What students of unit 1 get wrong, and the sentence that helps each of them."""

import numpy as np

from autograder.checking import mistake

from .neuron import relu, relu_derivative, sigmoid, softmax, softmax_jacobian, tanh, weighted_sum

# --- weighted_sum ------------------------------------------------------------------------------------------------


@mistake("weighted_sum", "The bias b is missing.")
def bias_missing(x, w, b):
    return x @ w


@mistake("weighted_sum", "The bias is subtracted; it is added.")
def bias_subtracted(x, w, b):
    return x @ w - b


@mistake("weighted_sum", "The bias goes in once for every input. Add it once, after adding up.")
def bias_for_each_input(x, w, b):
    return np.sum(x * w + b, axis=-1)


@mistake("weighted_sum", "The bias is added to the inputs, so the weights act on it, too. Add it at the end.")
def bias_on_inputs(x, w, b):
    return (x + b) @ w


@mistake("weighted_sum", "The products are not added up yet: each sample should end as one number.")
def not_added_up(x, w, b):
    return x * w + b


@mistake("weighted_sum", "All samples are added up together; each sample has a sum of its own.")
def samples_added_together(x, w, b):
    return np.sum(x * w) + b


@mistake("weighted_sum", "This adds up over the samples (axis 0). The inputs of a sample lie along the last axis.")
def added_over_samples(x, w, b):
    return np.sum(x * w, axis=0) + b


@mistake("weighted_sum", "This adds up along axis 1, which a single sample of shape (D,) doesn't have.")
def axis_one(x, w, b):
    return np.sum(x * w, axis=1) + b


@mistake("weighted_sum", "The order of the product is the wrong way round: samples first, then weights.")
def weights_first(x, w, b):
    return w @ x + b


@mistake("weighted_sum", "The result is a column, (N, 1); it should be (N,). w needs no second axis.")
def column(x, w, b):
    return x @ w.reshape(-1, 1) + b


@mistake("weighted_sum", "A single sample of shape (D,) should give a scalar, not an array of one.")
def always_an_array(x, w, b):
    return np.atleast_2d(x) @ w + b


@mistake("weighted_sum", "One sample in a row of its own, (1, D), still gives an array of shape (1,), not a scalar.")
def squeezed(x, w, b):
    return np.squeeze(x @ w + b)


@mistake("weighted_sum", "This is the mean of the weighted inputs; it is their sum that is asked.")
def mean_for_sum(x, w, b):
    return np.mean(x * w, axis=-1) + b


@mistake("weighted_sum", "There is an activation in here already. It belongs into neuron.")
def activated(x, w, b):
    return sigmoid(x @ w + b)


@mistake("weighted_sum", "x is changed in place (x *= w). Compute x * w or x @ w, which make a new array.")
def inputs_overwritten(x, w, b):
    x *= w
    return x.sum(axis=-1) + b


# --- neuron ------------------------------------------------------------------------------------------------------


@mistake("neuron", "This is the weighted sum; the activation has not been applied to it.")
def not_activated(x, w, b, activation):
    return weighted_sum(x, w, b)


@mistake("neuron", "The bias is added after the activation. It is part of z, so it comes before.")
def bias_after_activation(x, w, b, activation):
    return activation(x @ w) + b


@mistake("neuron", "The bias is missing from the weighted sum.")
def neuron_without_bias(x, w, b, activation):
    return activation(x @ w)


@mistake("neuron", "The inputs are activated; it is their weighted sum that should be.")
def inputs_activated(x, w, b, activation):
    return weighted_sum(activation(x), w, b)


@mistake("neuron", "The sigmoid is always used. Call the function that was passed in as activation.")
def always_sigmoid(x, w, b, activation):
    return sigmoid(weighted_sum(x, w, b))


@mistake("neuron", "tanh is always used. Call the function that was passed in as activation.")
def always_tanh(x, w, b, activation):
    return np.tanh(weighted_sum(x, w, b))


@mistake("neuron", "ReLU is always used. Call the function that was passed in as activation.")
def always_relu(x, w, b, activation):
    return relu(weighted_sum(x, w, b))


@mistake("neuron", "The activation is applied twice.")
def activated_twice(x, w, b, activation):
    return activation(activation(weighted_sum(x, w, b)))


@mistake("neuron", "The activation itself is returned; call it, with z in the brackets.")
def activation_not_called(x, w, b, activation):
    return activation


@mistake("neuron", "The activation is multiplied with z; the answer is activation(z) alone.")
def activation_times_sum(x, w, b, activation):
    z = weighted_sum(x, w, b)
    return z * activation(z)


@mistake("neuron", "Both z and y are returned; y alone is asked.")
def sum_and_answer(x, w, b, activation):
    z = weighted_sum(x, w, b)
    return z, activation(z)


@mistake("neuron", "The weighted inputs are activated one by one. Add them up first, then activate the sum.")
def activated_before_adding(x, w, b, activation):
    return np.sum(activation(x * w + b), axis=-1)


@mistake("neuron", "x is changed in place (x *= w). Compute x * w or x @ w, which make a new array.")
def neuron_overwrites_inputs(x, w, b, activation):
    x *= w
    return activation(x.sum(axis=-1) + b)


# --- sigmoid -----------------------------------------------------------------------------------------------------


@mistake("sigmoid", "The minus sign in the exponent is missing, so the curve falls instead of rising.")
def sigmoid_mirrored(z):
    return 1 / (1 + np.exp(z))


@mistake("sigmoid", "For large z this divides inf by inf, which is nan. Use the form with exp(-z) where z is positive.")
def sigmoid_overflowing(z):
    return np.exp(z) / (1 + np.exp(z))


@mistake("sigmoid", "There is a minus where the plus should be: 1 is added to the exponential.")
def sigmoid_with_minus(z):
    return 1 / (1 - np.exp(-np.asarray(z, dtype=float)))


@mistake("sigmoid", "Brackets are missing: this divides by 1 and then adds the exponential.")
def sigmoid_without_brackets(z):
    return 1 / 1 + np.exp(-np.asarray(z, dtype=float))


@mistake("sigmoid", "The 1 in the denominator is missing, which leaves exp(z).")
def sigmoid_without_one(z):
    return 1 / np.exp(-np.asarray(z, dtype=float))


@mistake("sigmoid", "This is the slope of the sigmoid; the function itself is asked.")
def sigmoid_slope(z):
    return sigmoid(z) * (1 - sigmoid(z))


@mistake("sigmoid", "This is tanh, which runs from -1 to 1; the sigmoid runs from 0 to 1.")
def sigmoid_is_tanh(z):
    return np.tanh(z)


@mistake("sigmoid", "The answers are rounded to 0 or 1. Keep what lies between.")
def sigmoid_rounded(z):
    return np.round(sigmoid(z))


@mistake("sigmoid", "z is clipped so tightly that answers to ordinary inputs change. Clip far outside only.")
def sigmoid_clipped(z):
    return sigmoid(np.clip(z, -1, 1))


@mistake("sigmoid", "A single number should come back as a single number, not as an array of one.")
def sigmoid_at_least_1d(z):
    return sigmoid(np.atleast_1d(z))


@mistake("sigmoid", "z is changed in place. Work on a copy, or build a new array.")
def sigmoid_in_place(z):
    z = np.asarray(z, dtype=float)
    z[...] = sigmoid(z)
    return z


# --- sigmoid_derivative ------------------------------------------------------------------------------------------


@mistake("sigmoid_derivative", "z is taken for the sigmoid's result. It comes before: apply the sigmoid first.")
def slope_from_activation(z):
    z = np.asarray(z, dtype=float)
    return z * (1 - z)


@mistake("sigmoid_derivative", "This is the sigmoid itself.")
def slope_is_sigmoid(z):
    return sigmoid(z)


@mistake("sigmoid_derivative", "The second factor is missing its sigmoid: 1 - sigmoid(z), not 1 - z.")
def one_minus_z(z):
    return sigmoid(z) * (1 - np.asarray(z, dtype=float))


@mistake("sigmoid_derivative", "Only one of the two factors is there; the other is sigmoid(z).")
def one_minus_sigmoid(z):
    return 1 - sigmoid(z)


@mistake("sigmoid_derivative", "The sign is wrong: the sigmoid only ever rises, so its slope is positive.")
def sigmoid_slope_negative(z):
    return sigmoid(z) * (sigmoid(z) - 1)


@mistake("sigmoid_derivative", "There is a plus where the minus should be: 1 - sigmoid(z).")
def one_plus_sigmoid(z):
    return sigmoid(z) * (1 + sigmoid(z))


@mistake("sigmoid_derivative", "This is the slope of tanh's formula, 1 - s squared; the sigmoid's is another one.")
def sigmoid_slope_like_tanh(z):
    return 1 - sigmoid(z) ** 2


@mistake("sigmoid_derivative", "The sigmoid is applied twice.")
def sigmoid_slope_of_sigmoid(z):
    s = sigmoid(sigmoid(z))
    return s * (1 - s)


@mistake("sigmoid_derivative", "For large -z this divides inf by inf, which is nan. Build it from sigmoid(z) instead.")
def sigmoid_slope_overflowing(z):
    z = np.asarray(z, dtype=float)
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


@mistake("sigmoid_derivative", "A single number should come back as a single number, not as an array of one.")
def sigmoid_slope_at_least_1d(z):
    s = sigmoid(np.atleast_1d(z))
    return s * (1 - s)


@mistake("sigmoid_derivative", "z is changed in place. Work on a copy, or build a new array.")
def sigmoid_slope_in_place(z):
    z = np.asarray(z, dtype=float)
    z[...] = sigmoid(z)
    return z * (1 - z)


# --- tanh --------------------------------------------------------------------------------------------------------


@mistake("tanh", "For large -z this divides inf by inf, which is nan. Use that tanh(-z) = -tanh(z), or |z|.")
def tanh_overflowing(z):
    z = np.asarray(z, dtype=float)
    return (1 - np.exp(-2 * z)) / (1 + np.exp(-2 * z))


@mistake("tanh", "For large z this divides inf by inf, which is nan. Use that tanh(-z) = -tanh(z), or |z|.")
def tanh_overflowing_upwards(z):
    z = np.asarray(z, dtype=float)
    return (np.exp(2 * z) - 1) / (np.exp(2 * z) + 1)


@mistake("tanh", "For large z of either sign this divides inf by inf: nan. Find a form with exp(-2 |z|) alone.")
def tanh_overflowing_on_both_sides(z):
    z = np.asarray(z, dtype=float)
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


@mistake("tanh", "The 2 in the exponent is missing, so the curve is only half as steep.")
def exponent_not_doubled(z):
    return tanh(np.asarray(z) / 2)


@mistake("tanh", "The sign is wrong: tanh rises, and has the sign of z.")
def tanh_negative(z):
    return -tanh(z)


@mistake("tanh", "Numerator and denominator have changed places.")
def tanh_upside_down(z):
    return 1 / tanh(np.asarray(z, dtype=float))


@mistake("tanh", "The sign of z got lost: tanh of a negative number is negative.")
def tanh_without_sign(z):
    return tanh(np.abs(z))


@mistake("tanh", "This is the sigmoid of 2z, from 0 to 1. Stretch and move it, so that it runs from -1 to 1.")
def tanh_not_centred(z):
    return sigmoid(2 * np.asarray(z))


@mistake("tanh", "This is the sigmoid.")
def tanh_is_sigmoid(z):
    return sigmoid(z)


@mistake("tanh", "This is the hyperbolic sine; the denominator is missing.")
def tanh_is_sinh(z):
    return np.sinh(np.asarray(z, dtype=float))


@mistake("tanh", "This is the tangent of the ordinary kind, np.tan.")
def tanh_is_tan(z):
    return np.tan(z)


@mistake("tanh", "A single number should come back as a single number, not as an array of one.")
def tanh_at_least_1d(z):
    return tanh(np.atleast_1d(z))


@mistake("tanh", "z is changed in place. Work on a copy, or build a new array.")
def tanh_in_place(z):
    z = np.asarray(z, dtype=float)
    z[...] = tanh(z)
    return z


# --- tanh_derivative ---------------------------------------------------------------------------------------------


@mistake("tanh_derivative", "z is taken for the result of tanh. It comes before the activation: apply tanh first.")
def tanh_slope_from_activation(z):
    return 1 - np.asarray(z, dtype=float) ** 2


@mistake("tanh_derivative", "The square is missing: 1 - tanh(z) squared.")
def tanh_not_squared(z):
    return 1 - tanh(z)


@mistake("tanh_derivative", "The square stands alone; it is subtracted from 1.")
def tanh_only_squared(z):
    return tanh(z) ** 2


@mistake("tanh_derivative", "There is a plus where the minus should be. Where tanh goes flat, its slope is 0.")
def tanh_slope_with_plus(z):
    return 1 + tanh(z) ** 2


@mistake("tanh_derivative", "The sign is wrong: tanh only ever rises, so its slope is positive.")
def tanh_slope_negative(z):
    return tanh(z) ** 2 - 1


@mistake("tanh_derivative", "This has the form of the sigmoid's slope, t (1 - t); that of tanh is another one.")
def tanh_slope_like_sigmoid(z):
    return tanh(z) * (1 - tanh(z))


@mistake("tanh_derivative", "All of 1 - tanh(z) is squared; square tanh(z) alone.")
def tanh_slope_squared_outside(z):
    return (1 - tanh(z)) ** 2


@mistake("tanh_derivative", "This is tanh of z squared; take tanh first, then the square.")
def tanh_of_square(z):
    return 1 - tanh(np.asarray(z) ** 2)


@mistake("tanh_derivative", "This is tanh itself.")
def slope_is_tanh(z):
    return tanh(z)


@mistake("tanh_derivative", "For large z this overflows, and no finite number is left. Build it from tanh(z) instead.")
def tanh_slope_overflowing(z):
    z = np.asarray(z, dtype=float)
    return 1 - ((np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))) ** 2


@mistake("tanh_derivative", "A single number should come back as a single number, not as an array of one.")
def tanh_slope_at_least_1d(z):
    return 1 - tanh(np.atleast_1d(z)) ** 2


@mistake("tanh_derivative", "z is changed in place. Work on a copy, or build a new array.")
def tanh_slope_in_place(z):
    z = np.asarray(z, dtype=float)
    z[...] = tanh(z)
    return 1 - z**2


# --- relu --------------------------------------------------------------------------------------------------------


@mistake("relu", "This is the smaller of 0 and z; the larger one is asked.")
def relu_minimum(z):
    return np.minimum(0.0, np.asarray(z, dtype=float))


@mistake("relu", "Negative numbers come out positive. They should become 0.")
def relu_absolute(z):
    return np.abs(np.asarray(z, dtype=float))


@mistake("relu", "This gives 1 for what is positive. The number itself should come through.")
def relu_step(z):
    return np.where(np.asarray(z) > 0, 1.0, 0.0)


@mistake("relu", "Negative numbers leak through. They should become 0.")
def relu_leaky(z):
    return np.where(np.asarray(z) > 0, z, 0.01 * np.asarray(z))


@mistake("relu", "z comes back unchanged. Negative numbers should become 0.")
def relu_identity(z):
    return np.asarray(z, dtype=float)


@mistake("relu", "np.max finds one number in a whole array. np.maximum compares entry by entry.")
def relu_one_number(z):
    return np.max([0.0, np.max(z)])


@mistake("relu", "Large numbers are cut off at 1; ReLU has no upper bound.")
def relu_cut_off(z):
    return np.clip(np.asarray(z, dtype=float), 0.0, 1.0)


@mistake("relu", "Large numbers are cut off at 6; ReLU has no upper bound.")
def relu_cut_off_at_six(z):
    return np.clip(np.asarray(z, dtype=float), 0.0, 6.0)


@mistake("relu", "The negative numbers are left out. They stay in their places, as 0.")
def relu_left_out(z):
    z = np.asarray(z, dtype=float)
    return z[z > 0]


@mistake("relu", "This is softplus, a smooth relative of ReLU, which has a corner.")
def relu_softplus(z):
    return np.logaddexp(0.0, z)


@mistake("relu", "np.vectorize takes the type of its first answer for all: an integer 0 there cuts off all decimals.")
def relu_truncated(z):
    return np.vectorize(lambda entry: max(0, entry))(z)


@mistake("relu", "A plain number has no entries to overwrite: z[z < 0] = 0 needs an array.")
def relu_arrays_only(z):
    result = z.copy()
    result[z < 0] = 0
    return result


@mistake("relu", "z is changed in place (z[z < 0] = 0). Work on a copy, or use np.maximum.")
def relu_in_place(z):
    z[z < 0] = 0
    return z


@mistake("relu", "A single number should come back as a single number, not as an array of one.")
def relu_at_least_1d(z):
    return relu(np.atleast_1d(z))


# --- relu_derivative ---------------------------------------------------------------------------------------------


@mistake("relu_derivative", "At z = 0 this gives 1. The slope there is 0 by our choice: only z above 0 gives 1.")
def one_at_zero(z):
    return np.where(np.asarray(z) >= 0, 1.0, 0.0)


@mistake("relu_derivative", "At z = 0 this gives 1. The slope there is 0 by our choice: only z above 0 gives 1.")
def one_at_zero_in_integers(z):
    return np.where(np.asarray(z) >= 0, 1, 0)


@mistake("relu_derivative", "At z = 0 this gives True. The slope there is 0 by our choice, so z has to be above 0.")
def true_at_zero(z):
    return np.asarray(z) >= 0


@mistake("relu_derivative", "At z = 0 this gives one half. The slope there is 0 by our choice.")
def half_at_zero(z):
    return np.heaviside(z, 0.5)


@mistake("relu_derivative", "At z = 0 this divides 0 by 0, which is nan. Compare z with 0 instead.")
def zero_by_zero(z):
    return relu(z) / np.asarray(z, dtype=float)


@mistake("relu_derivative", "This is ReLU itself; its slope is 1 wherever z is positive.")
def slope_is_relu(z):
    return relu(z)


@mistake("relu_derivative", "This gives -1 for what is negative. There ReLU is flat: its slope is 0.")
def slope_is_sign(z):
    return np.sign(np.asarray(z, dtype=float))


@mistake("relu_derivative", "Zeros and ones have changed places.")
def slope_inverted(z):
    return np.where(np.asarray(z) > 0, 0.0, 1.0)


@mistake("relu_derivative", "The slope is 1 everywhere; where z is negative, ReLU is flat.")
def slope_one_everywhere(z):
    return np.ones_like(np.asarray(z, dtype=float))


@mistake("relu_derivative", "This is the slope of a leaky ReLU; where z is negative, ReLU is flat.")
def slope_leaky(z):
    return np.where(np.asarray(z) > 0, 1.0, 0.01)


@mistake("relu_derivative", "z is compared with 1; the corner of ReLU is at 0.")
def corner_at_one(z):
    return np.where(np.asarray(z) > 1, 1.0, 0.0)


@mistake("relu_derivative", "This is the sigmoid, the slope of softplus; ReLU's slope jumps from 0 to 1.")
def slope_smooth(z):
    return sigmoid(z)


@mistake("relu_derivative", "z is changed in place. Build a new array instead.")
def relu_slope_in_place(z):
    z[z <= 0] = 0
    z[z > 0] = 1
    return z


@mistake("relu_derivative", "A plain number has no entries to overwrite: z[z > 0] = 1 needs an array.")
def relu_slope_arrays_only(z):
    result = z.copy()
    result[z <= 0] = 0
    result[z > 0] = 1
    return result


@mistake("relu_derivative", "A single number should come back as a single number, not as an array of one.")
def relu_slope_at_least_1d(z):
    return relu_derivative(np.atleast_1d(z))


# --- softmax -----------------------------------------------------------------------------------------------------


@mistake("softmax", "For large scores this divides inf by inf, which is nan. Move each sample's scores first.")
def softmax_overflowing(z):
    e = np.exp(z)
    return e / e.sum(axis=-1, keepdims=True)


@mistake("softmax", "The largest score of all is subtracted. Each sample needs its own: along the last axis.")
def softmax_moved_together(z):
    e = np.exp(z - np.max(z))
    return e / e.sum(axis=-1, keepdims=True)


@mistake("softmax", "The sign of the scores got lost: subtract the largest score, not the largest absolute value.")
def softmax_moved_by_absolute(z):
    e = np.exp(z - np.abs(z).max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@mistake("softmax", "With the mean subtracted, a score far above it still overflows. Subtract the largest.")
def softmax_moved_by_mean(z):
    e = np.exp(z - np.mean(z, axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@mistake("softmax", "Clipping changes the distances between large scores. Moving all scores of a sample doesn't.")
def softmax_clipped(z):
    e = np.exp(np.clip(z, -500, 500))
    return e / e.sum(axis=-1, keepdims=True)


@mistake("softmax", "All rows share one sum. Each sample's probabilities should add up to 1: sum along the last axis.")
def softmax_over_everything(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


@mistake("softmax", "This adds up along the first axis. The scores of one sample lie along the last.")
def softmax_over_first_axis(z):
    e = np.exp(z - np.max(z, axis=0))
    return e / e.sum(axis=0)


@mistake("softmax", "The axis is fixed to 1, which fits (N, K) only. The last axis is -1, however many there are.")
def softmax_over_axis_one(z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@mistake("softmax", "The sums have lost their axis, so they are divided along the wrong one. keepdims=True keeps it.")
def softmax_axis_lost(z):
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / e.sum(axis=-1)


@mistake("softmax", "The exponential is missing: scores are divided by their sum.")
def softmax_without_exp(z):
    return z / np.sum(z, axis=-1, keepdims=True)


@mistake("softmax", "The exponentials are not divided by their sum yet.")
def softmax_not_divided(z):
    return np.exp(z - np.max(z, axis=-1, keepdims=True))


@mistake("softmax", "There is a minus in the exponent, so the highest score gets the smallest share.")
def softmax_of_negative(z):
    return softmax(-np.asarray(z, dtype=float))


@mistake("softmax", "This is the logarithm of softmax.")
def softmax_logarithm(z):
    return np.log(softmax(z))


@mistake("softmax", "Each score goes through the sigmoid on its own; these don't add up to 1.")
def softmax_is_sigmoid(z):
    return sigmoid(z)


@mistake("softmax", "This gives all to the winner. The others have a share, too.")
def softmax_winner_takes_all(z):
    return (z == np.max(z, axis=-1, keepdims=True)).astype(float)


@mistake("softmax", "The scores are divided by the largest one; subtract it instead.")
def softmax_divided_by_largest(z):
    e = np.exp(z / np.max(z, axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@mistake("softmax", "z is changed in place (z -= ...). Write z - ..., which makes a new array.")
def softmax_in_place(z):
    z -= z.max(axis=-1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=-1, keepdims=True)


# --- softmax_jacobian --------------------------------------------------------------------------------------------


@mistake("softmax_jacobian", "z is taken for the probabilities. It holds the scores: apply softmax first.")
def jacobian_from_probabilities(z):
    z = np.asarray(z, dtype=float)
    return np.diag(z) - np.outer(z, z)


@mistake("softmax_jacobian", "This is the diagonal alone, as a vector. A (K, K) table is asked.")
def jacobian_diagonal_vector(z):
    s = softmax(z)
    return s * (1 - s)


@mistake("softmax_jacobian", "Off the diagonal there are zeros. But each score moves every probability.")
def jacobian_diagonal_only(z):
    s = softmax(z)
    return np.diag(s * (1 - s))


@mistake("softmax_jacobian", "There is a plus where the minus should be: what one class wins, the others lose.")
def jacobian_with_plus(z):
    s = softmax(z)
    return np.diag(s) + np.outer(s, s)


@mistake("softmax_jacobian", "The sign is wrong: raising a score raises its own probability.")
def jacobian_negative(z):
    return -softmax_jacobian(z)


@mistake("softmax_jacobian", "The diagonal should be s_i - s_i squared; its first part is missing.")
def jacobian_without_diagonal(z):
    s = softmax(z)
    return -np.outer(s, s)


@mistake("softmax_jacobian", "s * s is a vector of squares. Every s_i times every s_j is a table: np.outer.")
def jacobian_squares(z):
    s = softmax(z)
    return np.diag(s) - s * s


@mistake("softmax_jacobian", "s @ s.T of two vectors is one number. Every s_i times every s_j is a table: np.outer.")
def jacobian_dot(z):
    s = softmax(z)
    return np.diag(s) - s @ s.T


@mistake("softmax_jacobian", "The diagonal should be s_i - s_i squared, not 1 - s_i squared.")
def jacobian_of_identity(z):
    s = softmax(z)
    return np.eye(len(s)) - np.outer(s, s)


@mistake("softmax_jacobian", "The diagonal is right. Elsewhere the entries are -s_i s_j, not s_i (1 - s_j).")
def jacobian_one_minus_everywhere(z):
    s = softmax(z)
    return np.outer(s, 1 - s)


@mistake("softmax_jacobian", "Off the diagonal the sign is wrong: -s_i s_j.")
def jacobian_off_diagonal_positive(z):
    s = softmax(z)
    table = np.outer(s, s)
    np.fill_diagonal(table, s * (1 - s))
    return table


@mistake("softmax_jacobian", "These are the probabilities; how they change with the scores is asked.")
def jacobian_is_softmax(z):
    return softmax(z)


@mistake("softmax_jacobian", "The exponentials are not divided by their sum: s must be probabilities.")
def jacobian_of_exponentials(z):
    e = np.exp(z - np.max(z))
    return np.diag(e) - np.outer(e, e)


@mistake("softmax_jacobian", "For large scores this gives nan. Call your softmax, or subtract the largest score first.")
def jacobian_overflowing(z):
    s = np.exp(z) / np.sum(np.exp(z))
    return np.diag(s) - np.outer(s, s)


@mistake("softmax_jacobian", "z is changed in place (z -= ...). Write z - ..., which makes a new array.")
def jacobian_in_place(z):
    z -= z.max()
    s = np.exp(z) / np.sum(np.exp(z))
    return np.diag(s) - np.outer(s, s)

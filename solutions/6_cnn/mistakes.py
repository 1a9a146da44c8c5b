"""What students of unit 6 get wrong, and the sentence that helps each of them."""

import numpy as np

from autograder.checking import mistake

from .cnn import (
    cnn_forward,
    cnn_loss_and_gradients,
    conv_backward,
    conv_forward,
    convolve2d,
    flatten,
    fully_connected_backward,
    fully_connected_forward,
    output_size,
    pad_same,
    pool_backward,
    pool_forward,
    softmax,
)

# --- output_size -------------------------------------------------------------------------------------------------


@mistake("output_size", "The first stop is missing: there is one more than the filter can be moved on.")
def first_stop_missing(n, f, stride=1, padding="valid"):
    return (n - f) // stride if padding == "valid" else -(-n // stride)


@mistake("output_size", "The number of stops is a float; an int was asked. // divides and rounds down in one go.")
def stops_as_float(n, f, stride=1, padding="valid"):
    return np.floor((n - f) / stride) + 1 if padding == "valid" else np.ceil(n / stride)


@mistake("output_size", "The stride is not used.")
def stops_without_stride(n, f, stride=1, padding="valid"):
    return n - f + 1 if padding == "valid" else n


@mistake("output_size", '"valid" rounds up: a stop that would reach beyond the end does not count.')
def valid_rounded_up(n, f, stride=1, padding="valid"):
    return -(-(n - f) // stride) + 1 if padding == "valid" else -(-n // stride)


@mistake("output_size", '"same" rounds down; pixels at the end get a stop, too.')
def same_rounded_down(n, f, stride=1, padding="valid"):
    return (n - f) // stride + 1 if padding == "valid" else n // stride


@mistake("output_size", '"same" gives n whatever the stride; it is n divided by the stride, rounded up.')
def same_is_n(n, f, stride=1, padding="valid"):
    return (n - f) // stride + 1 if padding == "valid" else n


@mistake(
    "output_size", '"same" uses the formula with (f - 1) // 2 zeros on both sides, which falls short for even filters.'
)
def same_by_symmetric_padding(n, f, stride=1, padding="valid"):
    p = 0 if padding == "valid" else (f - 1) // 2
    return (n + 2 * p - f) // stride + 1


@mistake("output_size", "The padding is not looked at.")
def padding_not_looked_at(n, f, stride=1, padding="valid"):
    return (n - f) // stride + 1


# --- pad_same ----------------------------------------------------------------------------------------------------


def rim(x, fh, fw, stride, zeros, value=0.0):
    """Pad both sides by what ``zeros(n, f, p)`` says, p being what is right in all."""
    both = []
    for n, f in ((x.shape[1], fh), (x.shape[2], fw)):
        both.append(zeros(n, f, max((-(-n // stride) - 1) * stride + f - n, 0)))
    return np.pad(x, [(0, 0), *both, (0, 0)], constant_values=value)


@mistake("pad_same", "The odd zero stands before the picture; it belongs after it.")
def odd_zero_before(x, fh, fw, stride):
    return rim(x, fh, fw, stride, lambda n, f, p: (p - p // 2, p // 2))


@mistake("pad_same", "The same number of zeros stands on both sides; where p is odd, one more goes after.")
def odd_zero_lost(x, fh, fw, stride):
    return rim(x, fh, fw, stride, lambda n, f, p: (p // 2, p // 2))


@mistake("pad_same", "Where p is odd there is a zero too many: it is rounded up on both sides.")
def odd_zero_doubled(x, fh, fw, stride):
    return rim(x, fh, fw, stride, lambda n, f, p: (p - p // 2, p - p // 2))


@mistake("pad_same", "All p zeros go after the picture; half of them belong before it.")
def all_zeros_after(x, fh, fw, stride):
    return rim(x, fh, fw, stride, lambda n, f, p: (0, p))


@mistake("pad_same", "p zeros stand on each side; p counts both sides together.")
def zeros_on_each_side(x, fh, fw, stride):
    return rim(x, fh, fw, stride, lambda n, f, p: (p, p))


@mistake("pad_same", "The rim is as wide as at stride 1, f - 1 in all; a larger stride often needs less.")
def stride_not_padded_for(x, fh, fw, stride):
    return rim(x, fh, fw, stride, lambda n, f, p: ((f - 1) // 2, f - 1 - (f - 1) // 2))


@mistake("pad_same", "Height and width are mixed up: the rim above and below comes from fh, left and right from fw.")
def sides_mixed_up(x, fh, fw, stride):
    return pad_same(x, fw, fh, stride)


@mistake("pad_same", "A side with nothing to add gives a negative p; take 0 then.")
def negative_rim(x, fh, fw, stride):
    p = [(-(-n // stride) - 1) * stride + f - n for n, f in ((x.shape[1], fh), (x.shape[2], fw))]
    return np.pad(x, [(0, 0), *((q // 2, q - q // 2) for q in p), (0, 0)])


@mistake(
    "pad_same",
    "The rim keeps n at any stride: it is computed from (n - 1) s + f - n. There are only ceil(n / s) stops.",
)
def rim_to_keep_n(x, fh, fw, stride):
    return rim(
        x, fh, fw, stride, lambda n, f, p: (((n - 1) * stride + f - n) // 2, -(-((n - 1) * stride + f - n) // 2))
    )


@mistake("pad_same", "The border is repeated outwards; the rim is made of zeros.")
def border_repeated(x, fh, fw, stride):
    padded = pad_same(x, fh, fw, stride)
    (top, left), (bottom, right) = (
        ((padded.shape[1] - x.shape[1]) // 2, (padded.shape[2] - x.shape[2]) // 2),
        (-(-(padded.shape[1] - x.shape[1]) // 2), -(-(padded.shape[2] - x.shape[2]) // 2)),
    )
    return np.pad(x, [(0, 0), (top, bottom), (left, right), (0, 0)], mode="edge")


@mistake("pad_same", "The batch and the channels are padded as well; zeros go around height and width only.")
def all_axes_padded(x, fh, fw, stride):
    return np.pad(x, max(((fh - 1) // 2, (fw - 1) // 2)))


# --- convolve2d --------------------------------------------------------------------------------------------------


@mistake("convolve2d", "The kernel is turned round by half a turn, as in mathematics; here it stays as it is.")
def kernel_turned(image, kernel, stride=1):
    return convolve2d(image, kernel[::-1, ::-1], stride)


@mistake("convolve2d", "The stride is not used.")
def stride_not_used(image, kernel, stride=1):
    return convolve2d(image, kernel)


@mistake("convolve2d", "The stops lie one pixel apart: a stop's place is its number times the stride.")
def stops_not_apart(image, kernel, stride=1):
    rows, columns = (output_size(n, f, stride) for n, f in zip(image.shape, kernel.shape, strict=False))
    return convolve2d(image, kernel)[:rows, :columns]


@mistake("convolve2d", "A row and a column of stops are missing at the end: (n - f) // stride + 1 fit.")
def last_stops_missing(image, kernel, stride=1):
    rows, columns = ((n - f) // stride for n, f in zip(image.shape, kernel.shape, strict=False))
    return convolve2d(image, kernel, stride)[:rows, :columns]


@mistake("convolve2d", "The picture is padded; without padding the filter stays inside.")
def picture_padded(image, kernel, stride=1):
    return convolve2d(pad_same(image[None, :, :, None], *kernel.shape, stride)[0, :, :, 0], kernel, stride)


@mistake("convolve2d", "The products are averaged; add them up.")
def products_averaged(image, kernel, stride=1):
    return convolve2d(image, kernel, stride) / kernel.size


@mistake("convolve2d", "The kernel is transposed.")
def kernel_transposed(image, kernel, stride=1):
    return convolve2d(image, kernel.T, stride)


@mistake("convolve2d", "The kernel is taken to be square; its height and width may differ.")
def kernel_taken_as_square(image, kernel, stride=1):
    return convolve2d(image, kernel[:, : kernel.shape[0]], stride)


@mistake("convolve2d", "The result is cut to integers; make the feature map of floats.")
def cut_to_integers(image, kernel, stride=1):
    return convolve2d(image, kernel, stride).astype(int)


# --- conv_forward ------------------------------------------------------------------------------------------------


@mistake("conv_forward", "The bias is missing.")
def bias_missing(x, w, b, stride=1, padding="valid"):
    return conv_forward(x, w, 0 * b, stride, padding)


@mistake("conv_forward", "The bias is added at every weight; it belongs once to each stop.")
def bias_at_every_weight(x, w, b, stride=1, padding="valid"):
    return conv_forward(x, w, b * w[..., 0].size, stride, padding)


@mistake("conv_forward", "The bias is added once a channel; it belongs once to each stop.")
def bias_for_every_channel(x, w, b, stride=1, padding="valid"):
    return conv_forward(x, w, b * x.shape[3], stride, padding)


@mistake("conv_forward", "The filters are turned round by half a turn; here they stay as they are.")
def filters_turned(x, w, b, stride=1, padding="valid"):
    return conv_forward(x, w[::-1, ::-1], b, stride, padding)


@mistake("conv_forward", "Only the first channel is looked at; a filter adds up over all channels.")
def first_channel_only(x, w, b, stride=1, padding="valid"):
    return conv_forward(x[..., :1], w[:, :, :1], b, stride, padding)


@mistake("conv_forward", "The channels are averaged; a filter adds up over all channels.")
def channels_averaged(x, w, b, stride=1, padding="valid"):
    return conv_forward(x, w / x.shape[3], b, stride, padding)


@mistake("conv_forward", "The stride is not used.")
def forward_without_stride(x, w, b, stride=1, padding="valid"):
    return conv_forward(x, w, b, 1, padding)


@mistake("conv_forward", "The padding is not used.")
def forward_without_padding(x, w, b, stride=1, padding="valid"):
    return conv_forward(x, w, b, stride)


@mistake("conv_forward", "The rim is made for stride 1; pass the stride on to pad_same.")
def rim_for_stride_one(x, w, b, stride=1, padding="valid"):
    return conv_forward(pad_same(x, *w.shape[:2], 1) if padding == "same" else x, w, b, stride)


@mistake(
    "conv_forward", "The same rim of (f - 1) // 2 goes on both sides; even filters and larger strides need another one."
)
def symmetric_rim(x, w, b, stride=1, padding="valid"):
    p, q = ((w.shape[0] - 1) // 2, (w.shape[1] - 1) // 2) if padding == "same" else (0, 0)
    return conv_forward(np.pad(x, [(0, 0), (p, p), (q, q), (0, 0)]), w, b, stride)


@mistake("conv_forward", "The result has the filters before the height: the axes are N, H', W', K.")
def filters_first(x, w, b, stride=1, padding="valid"):
    return conv_forward(x, w, b, stride, padding).transpose(0, 3, 1, 2)


@mistake("conv_forward", "A row and a column of stops are missing at the end.")
def forward_stops_missing(x, w, b, stride=1, padding="valid"):
    return conv_forward(x, w, b, stride, padding)[:, :-1, :-1]


# --- conv_backward -----------------------------------------------------------------------------------------------


def backward(dout, x, w, stride, padding, *, overwrite=False, cut=None):
    """The right gradients, but for the parts that a mistake puts in place of them."""
    fh, fw, height, width = *w.shape[:2], *x.shape[1:3]
    padded = pad_same(x, fh, fw, stride) if padding == "same" else x
    top, left = (padded.shape[1] - height) // 2, (padded.shape[2] - width) // 2
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i, j in np.ndindex(dout.shape[1:3]):
        window = np.s_[:, i * stride : i * stride + fh, j * stride : j * stride + fw]
        if overwrite:
            dw[...] = 0
            dpadded[window] = 0
        dw += np.einsum("nuvc,nk->uvck", padded[window], dout[:, i, j])
        dpadded[window] += np.einsum("nk,uvck->nuvc", dout[:, i, j], w)
    cut = cut or (lambda padded, top, left: padded[:, top : top + height, left : left + width])
    dx = cut(dpadded, top, left)
    return dx, dw, dout.sum(axis=(0, 1, 2))


@mistake(
    "conv_backward", "dx is set where it should grow: a pixel under several stops gets a part from each, so += it is."
)
def dx_overwritten(dout, x, w, stride=1, padding="valid"):
    dx = backward(dout, x, w, stride, padding, overwrite=True)[0]
    return dx, *conv_backward(dout, x, w, stride, padding)[1:]


@mistake("conv_backward", "dw is set where it should grow: every stop adds its part, so += it is.")
def dw_overwritten(dout, x, w, stride=1, padding="valid"):
    dx, _, db = conv_backward(dout, x, w, stride, padding)
    return dx, backward(dout, x, w, stride, padding, overwrite=True)[1], db


@mistake("conv_backward", "dx and dw are set where they should grow: what arrives at one place adds up, so += it is.")
def both_overwritten(dout, x, w, stride=1, padding="valid"):
    return backward(dout, x, w, stride, padding, overwrite=True)


@mistake("conv_backward", "The filters are turned round for dx; each slope goes back along the weight that it came by.")
def dx_by_turned_filters(dout, x, w, stride=1, padding="valid"):
    dx = conv_backward(dout, x, w[::-1, ::-1], stride, padding)[0]
    return dx, *conv_backward(dout, x, w, stride, padding)[1:]


@mistake("conv_backward", "dw comes out turned round by half a turn.")
def dw_turned(dout, x, w, stride=1, padding="valid"):
    dx, dw, db = conv_backward(dout, x, w, stride, padding)
    return dx, dw[::-1, ::-1], db


@mistake("conv_backward", "The rim is still around dx; cut it off, so that dx has the shape of x.")
def rim_not_cut_off(dout, x, w, stride=1, padding="valid"):
    return backward(dout, x, w, stride, padding, cut=lambda padded, top, left: padded)


@mistake("conv_backward", "[p:-p] is empty where p is 0; cut from p to p + H.")
def empty_cut(dout, x, w, stride=1, padding="valid"):
    return backward(
        dout, x, w, stride, padding, cut=lambda padded, top, left: padded[:, top : -top or 0, left : -left or 0]
    )


@mistake("conv_backward", "The rim is cut off at the wrong end: zeros before the picture were added, too.")
def cut_at_the_wrong_end(dout, x, w, stride=1, padding="valid"):
    return backward(dout, x, w, stride, padding, cut=lambda padded, top, left: padded[:, : x.shape[1], : x.shape[2]])


@mistake(
    "conv_backward",
    "One zero too many is cut off before the picture where the rim is odd: the odd one stands after it.",
)
def odd_zero_cut_before(dout, x, w, stride=1, padding="valid"):
    def cut(padded, top, left):
        down, right = padded.shape[1] - x.shape[1] - top, padded.shape[2] - x.shape[2] - left
        return padded[:, down : down + x.shape[1], right : right + x.shape[2]]

    return backward(dout, x, w, stride, padding, cut=cut)


@mistake("conv_backward", "db is one number; sum over samples, rows and columns, but keep the filters apart.")
def db_over_everything(dout, x, w, stride=1, padding="valid"):
    dx, dw, _ = conv_backward(dout, x, w, stride, padding)
    return dx, dw, dout.sum()


@mistake("conv_backward", "db is summed over the samples only; sum over rows and columns, too.")
def db_over_samples(dout, x, w, stride=1, padding="valid"):
    dx, dw, _ = conv_backward(dout, x, w, stride, padding)
    return dx, dw, dout.sum(axis=0)


@mistake(
    "conv_backward", "db is summed over the wrong axes: the filters are the last axis of dout, and they stay apart."
)
def db_over_the_wrong_axes(dout, x, w, stride=1, padding="valid"):
    dx, dw, _ = conv_backward(dout, x, w, stride, padding)
    return dx, dw, dout.sum(axis=(0, 2, 3))


@mistake("conv_backward", "db is a mean; a bias is used at every stop of every picture, and its slopes add up.")
def db_averaged(dout, x, w, stride=1, padding="valid"):
    dx, dw, _ = conv_backward(dout, x, w, stride, padding)
    return dx, dw, dout.mean(axis=(0, 1, 2))


@mistake("conv_backward", "db has axes of length 1; its shape is (K,).")
def db_with_axes(dout, x, w, stride=1, padding="valid"):
    dx, dw, _ = conv_backward(dout, x, w, stride, padding)
    return dx, dw, dout.sum(axis=(0, 1, 2), keepdims=True)


@mistake(
    "conv_backward", "dw and db are averaged over the samples; dout is the slope of the loss already, so they add up."
)
def averaged_over_samples(dout, x, w, stride=1, padding="valid"):
    dx, dw, db = conv_backward(dout, x, w, stride, padding)
    return dx, dw / len(x), db / len(x)


@mistake("conv_backward", "The stride is not used: stop (i, j) lies at pixel (i stride, j stride).")
def backward_without_stride(dout, x, w, stride=1, padding="valid"):
    fh, fw, height, width = *w.shape[:2], *x.shape[1:3]
    padded = pad_same(x, fh, fw, stride) if padding == "same" else x
    top, left = (padded.shape[1] - height) // 2, (padded.shape[2] - width) // 2
    near = padded[:, : dout.shape[1] + fh - 1, : dout.shape[2] + fw - 1]
    dpadded = np.zeros(padded.shape)
    dnear, dw, db = conv_backward(dout, near, w)
    dpadded[:, : near.shape[1], : near.shape[2]] = dnear
    return dpadded[:, top : top + height, left : left + width], dw, db


@mistake("conv_backward", "The padding is not used: dw and dx belong to the padded picture first.")
def backward_without_padding(dout, x, w, stride=1, padding="valid"):
    padded = np.zeros(
        (len(x), *((n - 1) * stride + f for n, f in zip(dout.shape[1:], w.shape, strict=False)), x.shape[3])
    )
    h, v = min(padded.shape[1], x.shape[1]), min(padded.shape[2], x.shape[2])
    padded[:, :h, :v] = x[:, :h, :v]
    dpadded, dw, db = conv_backward(dout, padded, w, stride)
    dx = np.zeros(x.shape)
    dx[:, :h, :v] = dpadded[:, :h, :v]
    return dx, dw, db


@mistake(
    "conv_backward",
    "dw is built on the unpadded picture's neighbours: where zeros met the weights, the border was repeated.",
)
def dw_from_repeated_border(dout, x, w, stride=1, padding="valid"):
    dx, dw, db = conv_backward(dout, x, w, stride, padding)
    if padding == "same":
        full = pad_same(x, *w.shape[:2], stride)
        p, q = full.shape[1] - x.shape[1], full.shape[2] - x.shape[2]
        edged = np.pad(x, [(0, 0), (p // 2, p - p // 2), (q // 2, q - q // 2), (0, 0)], mode="edge")
        dw = conv_backward(dout, edged, w, stride)[1]
    return dx, dw, db


@mistake(
    "conv_backward",
    "dx is cut to the pixels that a stop covered; those left over belong to it, too, with a slope of 0.",
)
def left_over_pixels_lost(dout, x, w, stride=1, padding="valid"):
    dx, dw, db = conv_backward(dout, x, w, stride, padding)
    if padding == "valid":
        dx = dx[:, : (dout.shape[1] - 1) * stride + w.shape[0], : (dout.shape[2] - 1) * stride + w.shape[1]]
    return dx, dw, db


@mistake("conv_backward", "The three come in the wrong order: dx, dw, db.")
def gradients_in_wrong_order(dout, x, w, stride=1, padding="valid"):
    dx, dw, db = conv_backward(dout, x, w, stride, padding)
    return dw, db, dx


# --- pool_forward ------------------------------------------------------------------------------------------------


@mistake("pool_forward", "The mode is not looked at: the maximum is taken in every mode.")
def always_max(x, size, stride, mode):
    return pool_forward(x, size, stride, "max")


@mistake("pool_forward", "The average is a sum; divide by the number of pixels in a window.")
def average_not_divided(x, size, stride, mode):
    return pool_forward(x, size, stride, "sum" if mode == "average" else mode)


@mistake("pool_forward", "The average is divided by size; a window has size x size pixels.")
def average_divided_by_size(x, size, stride, mode):
    return pool_forward(x, size, stride, mode) * (size if mode == "average" else 1)


@mistake("pool_forward", "The sum is an average; don't divide it.")
def sum_divided(x, size, stride, mode):
    return pool_forward(x, size, stride, "average" if mode == "sum" else mode)


@mistake("pool_forward", "The maximum starts from 0, so it is wrong where a whole window lies below.")
def max_starts_at_zero(x, size, stride, mode):
    return np.maximum(pool_forward(x, size, stride, mode), 0) if mode == "max" else pool_forward(x, size, stride, mode)


@mistake("pool_forward", "The largest absolute value is taken; the maximum may be below zero.")
def max_of_absolute(x, size, stride, mode):
    return pool_forward(np.abs(x) if mode == "max" else x, size, stride, mode)


@mistake("pool_forward", "The windows are `size` apart; they are `stride` apart.")
def stride_taken_as_size(x, size, stride, mode):
    return pool_forward(x, size, size, mode)


@mistake("pool_forward", "The windows are one pixel apart; they are `stride` apart.")
def pooled_at_stride_one(x, size, stride, mode):
    return pool_forward(x, size, 1, mode)


@mistake("pool_forward", "A window that does not fit is kept; drop it.")
def windows_that_do_not_fit(x, size, stride, mode):
    more = [(0, -(n - size) % stride) for n in x.shape[1:3]]
    low = x.min() - 1 if mode == "max" else 0
    return pool_forward(np.pad(x, [(0, 0), *more, (0, 0)], constant_values=low), size, stride, mode)


@mistake("pool_forward", "The channels are pooled together; each channel is pooled on its own.")
def channels_pooled_together(x, size, stride, mode):
    pooled = pool_forward(x, size, stride, mode)
    together = {"max": np.max, "average": np.mean, "sum": np.sum}[mode]
    return np.repeat(together(pooled, axis=3, keepdims=True), x.shape[3], axis=3)


# --- pool_backward -----------------------------------------------------------------------------------------------


def unpool(dout, x, size, stride, share, *, overwrite=False):
    """Hand back each window's slope by ``share(window)``, both (N, size, size, C)."""
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(dout.shape[1:3]):
        window = np.s_[:, i * stride : i * stride + size, j * stride : j * stride + size]
        part = share(x[window]) * dout[:, i : i + 1, j : j + 1]
        if overwrite == "winners":
            dx[window] = np.where(share(x[window]) > 0, part, dx[window])
        else:
            dx[window] = part if overwrite else dx[window] + part
    return dx


def share_of(mode, size):
    """The right share of each pixel of a window."""
    if mode != "max":
        return lambda window: np.full(window.shape, 1.0 if mode == "sum" else 1 / size**2)
    return lambda window: first_maximum(window)


def first_maximum(window):
    """1 at the first maximum of each channel, else 0."""
    flat = window.reshape(len(window), -1, window.shape[-1])
    return (np.arange(flat.shape[1])[None, :, None] == flat.argmax(axis=1)[:, None]).reshape(window.shape) * 1.0


def last_maximum(window):
    """1 at the last maximum of each channel, else 0."""
    return first_maximum(window[:, ::-1, ::-1])[:, ::-1, ::-1]


def all_maxima(window):
    """1 at every maximum of each channel, else 0."""
    return (window == window.max(axis=(1, 2), keepdims=True)) * 1.0


@mistake(
    "pool_backward", "dx is set where it should grow: a pixel in several windows gets something from each, so += it is."
)
def pool_overwritten(dout, x, size, stride, mode):
    return unpool(dout, x, size, stride, share_of(mode, size), overwrite=True)


@mistake(
    "pool_backward", "A maximum's slope is set where it should grow: it may win in several windows, and they add up."
)
def winner_overwritten(dout, x, size, stride, mode):
    return unpool(dout, x, size, stride, share_of(mode, size), overwrite="winners" if mode == "max" else False)


@mistake("pool_backward", "In a tie every maximum gets the whole slope; only the first one gets it.")
def every_maximum(dout, x, size, stride, mode):
    return unpool(dout, x, size, stride, all_maxima if mode == "max" else share_of(mode, size))


@mistake("pool_backward", "In a tie the slope is shared out; the first maximum gets all of it.")
def shared_among_maxima(dout, x, size, stride, mode):
    def shared(window):
        return all_maxima(window) / all_maxima(window).sum(axis=(1, 2), keepdims=True)

    return unpool(dout, x, size, stride, shared if mode == "max" else share_of(mode, size))


@mistake("pool_backward", "In a tie the last maximum gets the slope; it is the first one's.")
def last_in_a_tie(dout, x, size, stride, mode):
    return unpool(dout, x, size, stride, last_maximum if mode == "max" else share_of(mode, size))


@mistake("pool_backward", "In a tie the first maximum is looked for column by column; row-major is row by row.")
def first_in_its_column(dout, x, size, stride, mode):
    def share(window):
        return first_maximum(window.transpose(0, 2, 1, 3)).transpose(0, 2, 1, 3)

    return unpool(dout, x, size, stride, share if mode == "max" else share_of(mode, size))


@mistake("pool_backward", "The average's slope is not divided: each pixel of a window gets 1 / size^2 of it.")
def share_not_divided(dout, x, size, stride, mode):
    return pool_backward(dout, x, size, stride, "sum" if mode == "average" else mode)


@mistake("pool_backward", "The average's slope is divided by size; a window has size x size pixels.")
def share_divided_by_size(dout, x, size, stride, mode):
    return pool_backward(dout, x, size, stride, mode) * (size if mode == "average" else 1)


@mistake("pool_backward", "The sum's slope is divided; every pixel of a window counts in full.")
def sum_share_divided(dout, x, size, stride, mode):
    return pool_backward(dout, x, size, stride, "average" if mode == "sum" else mode)


@mistake("pool_backward", "The mode is not looked at: all goes to the maximum in every mode.")
def always_to_the_maximum(dout, x, size, stride, mode):
    return pool_backward(dout, x, size, stride, "max")


@mistake("pool_backward", "The windows are taken to be `size` apart; they are `stride` apart.")
def unpooled_at_size(dout, x, size, stride, mode):
    dx = np.zeros(
        (len(x), *(max(n, m * size) for n, m in zip(x.shape[1:3], dout.shape[1:3], strict=False)), x.shape[3])
    )
    inside = np.full(dx.shape, x.min() - 1)
    inside[:, : x.shape[1], : x.shape[2]] = x
    return unpool(dout, inside, size, size, share_of(mode, size))[:, : x.shape[1], : x.shape[2]]


@mistake("pool_backward", "The windows are taken to be one pixel apart; they are `stride` apart.")
def unpooled_at_stride_one(dout, x, size, stride, mode):
    return unpool(dout, x, size, 1, share_of(mode, size))


@mistake("pool_backward", "One maximum is taken over all channels; each channel has its own.")
def maximum_over_channels(dout, x, size, stride, mode):
    def share(window):
        return (window == window.max(axis=(1, 2, 3), keepdims=True)) * 1.0

    return unpool(dout, x, size, stride, share if mode == "max" else share_of(mode, size))


@mistake("pool_backward", "The pixel itself is handed back in place of the slope.")
def pixel_for_slope(dout, x, size, stride, mode):
    return unpool(np.ones(dout.shape), x, size, stride, lambda window: share_of(mode, size)(window) * window)


# --- flatten -----------------------------------------------------------------------------------------------------


@mistake("flatten", "All pictures end up in one long row; each has a row of its own.")
def one_long_row(x):
    return x.reshape(1, -1)


@mistake("flatten", "The batch's axis is lost; the result is (N, H W C), for one picture as well.")
def batch_axis_lost(x):
    return x.ravel()


@mistake("flatten", "The channels come first; in row-major order of (H, W, C) they run fastest.")
def channels_first(x):
    return x.transpose(0, 3, 1, 2).reshape(len(x), -1)


@mistake("flatten", "The result lies on its side: one row is one picture.")
def flat_on_its_side(x):
    return x.reshape(len(x), -1).T


@mistake("flatten", "The pictures get mixed: the batch is the first axis, and stays it.")
def pictures_mixed(x):
    return x.reshape(-1, len(x)).T


@mistake("flatten", "This is column-major order; row-major is NumPy's own.")
def column_major(x):
    return x.reshape(len(x), -1, order="F")


# --- fully_connected_forward -------------------------------------------------------------------------------------


@mistake("fully_connected_forward", "The bias is missing.")
def dense_bias_missing(x, w, b):
    return x @ w


@mistake("fully_connected_forward", "The bias is subtracted; add it.")
def dense_bias_subtracted(x, w, b):
    return x @ w - b


@mistake("fully_connected_forward", "There is no activation here: x w + b is all.")
def dense_with_relu(x, w, b):
    return np.maximum(x @ w + b, 0)


@mistake("fully_connected_forward", "The result lies on its side: one row is one picture.")
def dense_on_its_side(x, w, b):
    return (x @ w + b).T


@mistake("fully_connected_forward", "All biases are added to every output; each output has its own.")
def dense_bias_summed(x, w, b):
    return x @ w + b.sum()


# --- fully_connected_backward ------------------------------------------------------------------------------------


@mistake("fully_connected_backward", "dw lies on its side; its shape is that of w.")
def dense_dw_on_its_side(dout, x, w):
    dx, dw, db = fully_connected_backward(dout, x, w)
    return dx, dw.T, db


@mistake("fully_connected_backward", "db has one row a sample; sum them over the samples.")
def dense_db_not_summed(dout, x, w):
    return dout @ w.T, x.T @ dout, dout


@mistake("fully_connected_backward", "db is one number; sum over the samples only.")
def dense_db_over_everything(dout, x, w):
    return dout @ w.T, x.T @ dout, dout.sum()


@mistake("fully_connected_backward", "db is summed over the outputs; sum over the samples, axis 0.")
def dense_db_over_outputs(dout, x, w):
    return dout @ w.T, x.T @ dout, dout.sum(axis=1)


@mistake("fully_connected_backward", "db is a mean; a bias reaches every sample, and its slopes add up.")
def dense_db_averaged(dout, x, w):
    return dout @ w.T, x.T @ dout, dout.mean(axis=0)


@mistake("fully_connected_backward", "db has an axis too many; its shape is (K,).")
def dense_db_with_axis(dout, x, w):
    return dout @ w.T, x.T @ dout, dout.sum(axis=0, keepdims=True)


@mistake("fully_connected_backward", "dw and db are averaged over the samples; dout is the slope of the loss already.")
def dense_averaged(dout, x, w):
    dx, dw, db = fully_connected_backward(dout, x, w)
    return dx, dw / len(x), db / len(x)


@mistake("fully_connected_backward", "The three come in the wrong order: dx, dw, db.")
def dense_wrong_order(dout, x, w):
    dx, dw, db = fully_connected_backward(dout, x, w)
    return dw, db, dx


# --- cnn_forward -------------------------------------------------------------------------------------------------


def forward(x, params, *, relu=True, padding="same", pool=(2, 2, "max"), squash=None, flat=flatten):
    """The right network, but for the parts that a mistake puts in place of them."""
    maps = conv_forward(x, params["Wc"], params["bc"], 1, padding)
    maps = np.maximum(maps, 0) if relu else maps
    scores = fully_connected_forward(flat(pool_forward(maps, *pool)), params["Wd"], params["bd"])
    return squash(scores) if squash else softmax(scores - scores.max(axis=1, keepdims=True))


@mistake("cnn_forward", "np.exp overflows for large scores. Move each picture's scores near 0 before the softmax.")
def scores_overflow(x, params):
    return forward(x, params, squash=softmax)


@mistake("cnn_forward", "The scores are moved by one number for the whole batch; each picture needs its own.")
def moved_by_one_number(x, params):
    return forward(x, params, squash=lambda scores: softmax(scores - scores.max()))


@mistake("cnn_forward", "The ReLU is missing after the convolution.")
def relu_missing(x, params):
    return forward(x, params, relu=False)


@mistake("cnn_forward", "These are the scores; send them through the softmax.")
def scores_returned(x, params):
    return forward(x, params, squash=lambda scores: scores)


@mistake("cnn_forward", "The pooling is an average; here it is the maximum.")
def average_pooled(x, params):
    return forward(x, params, pool=(2, 2, "average"))


@mistake(
    "cnn_forward", "Large scores are clipped, which changes the probabilities; moving them all by one number does not."
)
def scores_clipped(x, params):
    return forward(x, params, squash=lambda scores: softmax(np.clip(scores, -500, 500)))


@mistake("cnn_forward", "The softmax runs over the whole batch; each picture's probabilities add up to 1.")
def softmax_over_everything(x, params):
    return forward(x, params, squash=lambda scores: np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum())


@mistake("cnn_forward", "The softmax runs over the pictures; it belongs to the classes, axis 1.")
def softmax_over_pictures(x, params):
    return forward(x, params, squash=lambda scores: softmax((scores - scores.max(axis=0)).T).T)


@mistake("cnn_forward", "A sigmoid stands at the end; the probabilities of the classes come from the softmax.")
def sigmoid_at_the_end(x, params):
    return forward(x, params, squash=lambda scores: 0.5 * (1 + np.tanh(scores / 2)))


@mistake("cnn_forward", "The most probable class is returned; the probabilities were asked.")
def classes_returned(x, params):
    return cnn_forward(x, params).argmax(axis=1)


@mistake("cnn_forward", "The bias of the convolution is missing.")
def network_without_bc(x, params):
    return forward(x, {**params, "bc": 0 * params["bc"]})


@mistake("cnn_forward", "The bias of the fully connected layer is missing.")
def network_without_bd(x, params):
    return forward(x, {**params, "bd": 0 * params["bd"]})


@mistake("cnn_forward", 'The convolution is "valid"; it is "same" here, so that only the pooling shrinks the maps.')
def valid_convolution(x, params):
    return forward(x, params, padding="valid")


@mistake("cnn_forward", "A second ReLU stands before the softmax.")
def relu_on_scores(x, params):
    def squash(scores):
        scores = np.maximum(scores, 0)
        return softmax(scores - scores.max(axis=1, keepdims=True))

    return forward(x, params, squash=squash)


# --- cnn_loss_and_gradients --------------------------------------------------------------------------------------


def loss_of(y, y_hat):
    """The cross-entropy, averaged over the pictures."""
    return -np.sum(y * np.log(np.maximum(y_hat, 1e-300))) / len(y)


def loss_and_gradients(x, y, params, *, slope=None, error=None, unpool=None):
    """The right gradients, but for the parts that a mistake puts in place of them."""
    conv = conv_forward(x, params["Wc"], params["bc"], 1, "same")
    maps = np.maximum(conv, 0)
    pooled = pool_forward(maps, 2, 2, "max")
    y_hat = cnn_forward(x, params)
    dscores = (error(y, y_hat) if error else y_hat - y) / len(x)
    dfeatures, dWd, dbd = fully_connected_backward(dscores, flatten(pooled), params["Wd"])
    dmaps = (unpool or pool_backward)(dfeatures.reshape(pooled.shape), maps, 2, 2, "max")
    dmaps = dmaps * (slope(conv, dmaps) if slope else conv > 0)
    _, dWc, dbc = conv_backward(dmaps, x, params["Wc"], 1, "same")
    return loss_of(y, y_hat), {"dWc": dWc, "dbc": dbc, "dWd": dWd, "dbd": dbd}


@mistake("cnn_loss_and_gradients", "The loss is a sum over the pictures; it is their mean.")
def loss_summed(x, y, params):
    loss, grads = cnn_loss_and_gradients(x, y, params)
    return loss * len(x), grads


@mistake("cnn_loss_and_gradients", "The loss is averaged over the classes, too; it is divided by N alone.")
def loss_averaged_over_classes(x, y, params):
    loss, grads = cnn_loss_and_gradients(x, y, params)
    return loss / y.shape[1], grads


@mistake("cnn_loss_and_gradients", "The gradients are sums over the pictures; the loss is a mean, so divide by N.")
def gradients_summed(x, y, params):
    loss, grads = cnn_loss_and_gradients(x, y, params)
    return loss, {name: grad * len(x) for name, grad in grads.items()}


@mistake("cnn_loss_and_gradients", "Loss and gradients are sums over the pictures; both are means.")
def all_summed(x, y, params):
    loss, grads = cnn_loss_and_gradients(x, y, params)
    return loss * len(x), {name: grad * len(x) for name, grad in grads.items()}


@mistake("cnn_loss_and_gradients", "The gradients are divided by N twice.")
def divided_twice(x, y, params):
    loss, grads = cnn_loss_and_gradients(x, y, params)
    return loss, {name: grad / len(x) for name, grad in grads.items()}


@mistake(
    "cnn_loss_and_gradients",
    "The loss is below zero: the logarithm of a probability is, so the minus sign belongs in front.",
)
def loss_without_minus(x, y, params):
    loss, grads = cnn_loss_and_gradients(x, y, params)
    return -loss, grads


@mistake("cnn_loss_and_gradients", "The gradients point downhill: the slope of the scores is y_hat - y.")
def gradients_downhill(x, y, params):
    return loss_and_gradients(x, y, params, error=lambda y, y_hat: y - y_hat)


@mistake("cnn_loss_and_gradients", "The logarithm of 0 makes the loss infinite, or nan; keep it away from exactly 0.")
def loss_infinite(x, y, params):
    with np.errstate(all="ignore"):
        loss = -np.mean(np.log((y * cnn_forward(x, params)).sum(axis=1)))
    return loss, cnn_loss_and_gradients(x, y, params)[1]


@mistake(
    "cnn_loss_and_gradients", "0 times the logarithm of 0 makes the loss nan; keep the logarithm away from exactly 0."
)
def loss_not_a_number(x, y, params):
    with np.errstate(all="ignore"):
        loss = -np.sum(y * np.log(cnn_forward(x, params))) / len(x)
    return loss, cnn_loss_and_gradients(x, y, params)[1]


@mistake("cnn_loss_and_gradients", "An infinite loss is replaced by 0; a wrong answer given for certain costs a lot.")
def infinite_loss_dropped(x, y, params):
    with np.errstate(all="ignore"):
        loss = -np.sum(np.nan_to_num(y * np.log(cnn_forward(x, params)), neginf=0.0)) / len(x)
    return loss, cnn_loss_and_gradients(x, y, params)[1]


@mistake(
    "cnn_loss_and_gradients",
    "The loss counts the classes that are wrong as well; only the true class's logarithm enters.",
)
def binary_cross_entropy(x, y, params):
    y_hat = np.clip(cnn_forward(x, params), 1e-15, 1 - 1e-15)
    loss = -np.sum(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)) / len(x)
    return loss, cnn_loss_and_gradients(x, y, params)[1]


@mistake("cnn_loss_and_gradients", "The slope of the ReLU is missing on the way back.")
def relu_slope_missing(x, y, params):
    return loss_and_gradients(x, y, params, slope=lambda conv, dmaps: 1)


@mistake(
    "cnn_loss_and_gradients", "The ReLU's slope asks the sign of what comes back; it asks the sign of what went in."
)
def relu_slope_of_gradient(x, y, params):
    return loss_and_gradients(x, y, params, slope=lambda conv, dmaps: dmaps > 0)


@mistake(
    "cnn_loss_and_gradients", "The ReLU itself stands where its slope should: 1 where its input was above 0, else 0."
)
def relu_for_slope(x, y, params):
    return loss_and_gradients(x, y, params, slope=lambda conv, dmaps: np.maximum(conv, 0))


@mistake("cnn_loss_and_gradients", "The pooling's slope is shared out among the window; it goes to the maximum alone.")
def pooling_slope_shared(x, y, params):
    return loss_and_gradients(x, y, params, unpool=lambda d, m, size, s, mode: pool_backward(d, m, size, s, "average"))


@mistake("cnn_loss_and_gradients", "The softmax's slope is multiplied in a second time; y_hat - y has it already.")
def softmax_slope_twice(x, y, params):
    return loss_and_gradients(x, y, params, error=lambda y, y_hat: (y_hat - y) * y_hat * (1 - y_hat))


@mistake("cnn_loss_and_gradients", "The true classes are missing from the slope of the scores: it is y_hat - y.")
def classes_not_subtracted(x, y, params):
    return loss_and_gradients(x, y, params, error=lambda y, y_hat: y_hat)


@mistake("cnn_loss_and_gradients", "The gradients are named like the parameters; put a d in front: dWc.")
def gradients_without_d(x, y, params):
    loss, grads = cnn_loss_and_gradients(x, y, params)
    return loss, {name[1:]: grad for name, grad in grads.items()}


@mistake("cnn_loss_and_gradients", "The bias gradients are missing from the dict.")
def bias_gradients_missing(x, y, params):
    loss, grads = cnn_loss_and_gradients(x, y, params)
    return loss, {"dWc": grads["dWc"], "dWd": grads["dWd"]}


# --- train_cnn ---------------------------------------------------------------------------------------------------


def descend(
    x,
    y,
    params,
    alpha,
    num_epochs,
    batch_size,
    rng,
    *,
    orders=None,
    partial=True,
    mean=None,
    after=False,
    pair=lambda order: order,
    scale=lambda batch: 1.0,
):
    """The right training, but for the parts that a mistake puts in place of them."""
    losses = []
    for epoch in range(num_epochs):
        order, found = orders(epoch) if orders else rng.permutation(len(x)), []
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            if len(batch) < batch_size and not partial:
                continue
            classes = y[pair(order)[start : start + batch_size]]
            loss, grads = cnn_loss_and_gradients(x[batch], classes, params)
            step = alpha * scale(batch)
            params = {name: weight - step * grads[f"d{name}"] for name, weight in params.items()}
            if after:
                loss = cnn_loss_and_gradients(x[batch], classes, params)[0]
            found.append((loss, len(batch)))
        if mean:
            losses.append(mean(found))
        else:
            losses.append(sum(loss * count for loss, count in found) / max(sum(count for _, count in found), 1))
    return params, losses


@mistake("train_cnn", "The last, smaller batch is left out; its samples count, too.")
def last_batch_dropped(x, y, params, alpha, num_epochs, batch_size, rng):
    return descend(x, y, params, alpha, num_epochs, batch_size, rng, partial=False)


@mistake(
    "train_cnn",
    "An epoch's number is the mean of its batches; take the mean over samples: a smaller batch counts for less.",
)
def mean_over_batches(x, y, params, alpha, num_epochs, batch_size, rng):
    def mean(found):
        return sum(loss for loss, _ in found) / len(found)

    return descend(x, y, params, alpha, num_epochs, batch_size, rng, mean=mean)


@mistake("train_cnn", "The batches' losses are added up; an epoch's number is their mean over the samples.")
def batch_losses_summed(x, y, params, alpha, num_epochs, batch_size, rng):
    return descend(x, y, params, alpha, num_epochs, batch_size, rng, mean=lambda found: sum(loss for loss, _ in found))


@mistake("train_cnn", "Only the last batch's loss is kept; an epoch's number is the mean over all its samples.")
def last_loss_only(x, y, params, alpha, num_epochs, batch_size, rng):
    return descend(x, y, params, alpha, num_epochs, batch_size, rng, mean=lambda found: found[-1][0])


@mistake("train_cnn", "Only the first batch's loss is kept; an epoch's number is the mean over all its samples.")
def first_loss_only(x, y, params, alpha, num_epochs, batch_size, rng):
    return descend(x, y, params, alpha, num_epochs, batch_size, rng, mean=lambda found: found[0][0])


@mistake("train_cnn", "The losses are taken after each update; take them before, together with the gradients.")
def losses_after_update(x, y, params, alpha, num_epochs, batch_size, rng):
    return descend(x, y, params, alpha, num_epochs, batch_size, rng, after=True)


@mistake(
    "train_cnn",
    "The loss of the whole set after the epoch is kept; the mean of the batch losses along the way was asked.",
)
def loss_at_the_end(x, y, params, alpha, num_epochs, batch_size, rng):
    losses = []
    for _ in range(num_epochs):
        params, _ = descend(x, y, params, alpha, 1, batch_size, rng)
        losses.append(cnn_loss_and_gradients(x, y, params)[0])
    return params, losses


@mistake(
    "train_cnn",
    "The loss of the whole set before the epoch is kept; the mean of the batch losses along the way was asked.",
)
def loss_at_the_beginning(x, y, params, alpha, num_epochs, batch_size, rng):
    losses = []
    for _ in range(num_epochs):
        losses.append(cnn_loss_and_gradients(x, y, params)[0])
        params, _ = descend(x, y, params, alpha, 1, batch_size, rng)
    return params, losses


@mistake("train_cnn", "There is a loss for every batch; there should be one for every epoch.")
def loss_for_every_batch(x, y, params, alpha, num_epochs, batch_size, rng):
    found = []
    params, _ = descend(x, y, params, alpha, num_epochs, batch_size, rng, mean=found.extend)
    return params, [loss for loss, _ in found]


@mistake("train_cnn", "The samples are never shuffled.")
def never_shuffled(x, y, params, alpha, num_epochs, batch_size, rng):
    return descend(x, y, params, alpha, num_epochs, batch_size, rng, orders=lambda epoch: np.arange(len(x)))


@mistake("train_cnn", "The samples are shuffled once, before the first epoch; shuffle them anew in each.")
def shuffled_once(x, y, params, alpha, num_epochs, batch_size, rng):
    order = rng.permutation(len(x))
    return descend(x, y, params, alpha, num_epochs, batch_size, rng, orders=lambda epoch: order)


@mistake("train_cnn", "The first epoch takes the samples in their own order; shuffle before the batches, not after.")
def shuffled_after_the_epoch(x, y, params, alpha, num_epochs, batch_size, rng):
    def orders(epoch):
        return rng.permutation(len(x)) if epoch else np.arange(len(x))

    return descend(x, y, params, alpha, num_epochs, batch_size, rng, orders=orders)


@mistake("train_cnn", "x is shuffled without y, so pictures get each other's classes; use one order for both.")
def classes_left_behind(x, y, params, alpha, num_epochs, batch_size, rng):
    return descend(x, y, params, alpha, num_epochs, batch_size, rng, pair=lambda order: np.arange(len(x)))


@mistake("train_cnn", "x and y are shuffled each on its own; use one order for both.")
def shuffled_apart(x, y, params, alpha, num_epochs, batch_size, rng):
    other = rng.permutation(len(x))
    return descend(x, y, params, alpha, num_epochs, batch_size, rng, pair=lambda order: other)


@mistake("train_cnn", "Samples are drawn with replacement: some come twice in an epoch, some not at all.")
def drawn_with_replacement(x, y, params, alpha, num_epochs, batch_size, rng):
    return descend(
        x, y, params, alpha, num_epochs, batch_size, rng, orders=lambda epoch: rng.integers(0, len(x), len(x))
    )


@mistake(
    "train_cnn", "The order is drawn from NumPy's global generator, seeded inside; use the rng that was passed in."
)
def global_generator(x, y, params, alpha, num_epochs, batch_size, rng):
    draw = np.random.RandomState(
        0
    )  # what np.random.seed(0) and np.random.permutation come to, leaving the global one alone
    return descend(x, y, params, alpha, num_epochs, batch_size, rng, orders=lambda epoch: draw.permutation(len(x)))


@mistake("train_cnn", "The generator is made anew from a fixed seed, so the order never depends on rng.")
def fixed_seed(x, y, params, alpha, num_epochs, batch_size, rng):
    return descend(x, y, params, alpha, num_epochs, batch_size, np.random.default_rng(0))


@mistake("train_cnn", "Only one batch is used in each epoch; an epoch goes through all samples.")
def one_batch_an_epoch(x, y, params, alpha, num_epochs, batch_size, rng):
    losses = []
    for _ in range(num_epochs):
        batch = rng.permutation(len(x))[:batch_size]
        loss, grads = cnn_loss_and_gradients(x[batch], y[batch], params)
        params = {name: weight - alpha * grads[f"d{name}"] for name, weight in params.items()}
        losses.append(loss)
    return params, losses


@mistake("train_cnn", "The whole set is one batch; cut it into batches of batch_size.")
def whole_set_at_once(x, y, params, alpha, num_epochs, batch_size, rng):
    return descend(x, y, params, alpha, num_epochs, len(x), rng)


@mistake("train_cnn", "The gradients are divided by the batch's size a second time; they are means already.")
def divided_by_batch_size(x, y, params, alpha, num_epochs, batch_size, rng):
    return descend(x, y, params, alpha, num_epochs, batch_size, rng, scale=lambda batch: 1 / len(batch))


@mistake("train_cnn", "This climbs: the gradient points uphill, so it is subtracted.")
def climbing(x, y, params, alpha, num_epochs, batch_size, rng):
    return descend(x, y, params, alpha, num_epochs, batch_size, rng, scale=lambda batch: -1.0)


@mistake("train_cnn", "The parameters never change: keep what each update gives for the next batch.")
def never_updated(x, y, params, alpha, num_epochs, batch_size, rng):
    return descend(x, y, params, alpha, num_epochs, batch_size, rng, scale=lambda batch: 0.0)


@mistake(
    "train_cnn",
    "The arrays of params are changed in place. Build new ones: a - b, not a -= b. (params.copy() keeps the arrays.)",
)
def changed_in_place(x, y, params, alpha, num_epochs, batch_size, rng):
    trained, losses = descend(x, y, params, alpha, num_epochs, batch_size, rng)
    for name in params:
        params[name] -= params[name] - trained[name]
    return params, losses


@mistake("train_cnn", "The new arrays are put into the dict that was passed in; make a new dict.")
def changed_dict(x, y, params, alpha, num_epochs, batch_size, rng):
    trained, losses = descend(x, y, params, alpha, num_epochs, batch_size, rng)
    params.update(trained)
    return params, losses


@mistake("train_cnn", "x or y itself is shuffled; shuffle indices, or a copy.")
def samples_shuffled_in_place(x, y, params, alpha, num_epochs, batch_size, rng):
    result = descend(x, y, params, alpha, num_epochs, batch_size, rng)
    x[:] = x[rng.permutation(len(x))]
    return result


@mistake("train_cnn", "One epoch is missing.")
def one_epoch_short(x, y, params, alpha, num_epochs, batch_size, rng):
    return descend(x, y, params, alpha, num_epochs - 1, batch_size, rng)


@mistake("train_cnn", "The biases are not updated.")
def biases_not_updated(x, y, params, alpha, num_epochs, batch_size, rng):
    trained, losses = params, []
    for _ in range(num_epochs):
        trained, found = descend(x, y, trained, alpha, 1, batch_size, rng)
        trained = {**trained, "bc": params["bc"], "bd": params["bd"]}
        losses.extend(found)
    return trained, losses


@mistake("train_cnn", "params and losses come in the wrong order.")
def results_swapped(x, y, params, alpha, num_epochs, batch_size, rng):
    return descend(x, y, params, alpha, num_epochs, batch_size, rng)[::-1]

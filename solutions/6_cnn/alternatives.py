"""Right answers to unit 6 in other forms: each must keep every point."""

import math

import numpy as np

from deltarule import alternative

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


@alternative("output_size")
def size_by_math(n, f, stride=1, padding="valid"):
    if padding == "valid":
        return math.floor((n - f) / stride + 1)
    return math.ceil(n / stride)


@alternative("output_size")
def size_by_counting(n, f, stride=1, padding="valid"):
    return len(range(0, n if padding == "same" else n - f + 1, stride))


@alternative("output_size")
def size_in_numpy(n, f, stride=1, padding="valid"):
    return np.int64((n + stride - 1) // stride if padding.lower() == "same" else (n - f + stride) // stride)


# --- pad_same ----------------------------------------------------------------------------------------------------


@alternative("pad_same")
def padded_into_zeros(x, fh, fw, stride):
    N, H, W, C = x.shape
    rows, columns = output_size(n=H, f=fh, stride=stride, padding="same"), output_size(W, fw, stride, padding="same")
    height, width = max(H, (rows - 1) * stride + fh), max(W, (columns - 1) * stride + fw)
    top, left = (height - H) // 2, (width - W) // 2
    padded = np.zeros((N, height, width, C))
    padded[:, top : top + H, left : left + W, :] = x
    return padded


@alternative("pad_same")
def padded_by_remainder(x, fh, fw, stride):
    def total(n, f):
        return max(f - stride, 0) if n % stride == 0 else max(f - n % stride, 0)

    p, q = total(x.shape[1], fh), total(x.shape[2], fw)
    return np.pad(x, ((0, 0), (p // 2, (p + 1) // 2), (q // 2, (q + 1) // 2), (0, 0)), "constant", constant_values=0)


@alternative("pad_same")
def padded_row_by_row(x, fh, fw, stride):
    for axis, f in ((1, fh), (2, fw)):
        p = (math.ceil(x.shape[axis] / stride) - 1) * stride + f - x.shape[axis]
        for k in range(p):
            row = np.zeros_like(np.take(x, [0], axis=axis))
            x = np.concatenate([x, row] if k % 2 == 0 else [row, x], axis=axis)
    return x


@alternative("pad_same")
def padded_in_float32(x, fh, fw, stride):
    return pad_same(x.astype(np.float32), fh, fw, stride)


@alternative("pad_same")
def padded_in_float32_handed_back_as_float64(x, fh, fw, stride):
    return pad_same(x.astype(np.float32), fh, fw, stride).astype(np.float64)


# --- convolve2d --------------------------------------------------------------------------------------------------


@alternative("convolve2d")
def convolved_by_four_loops(image, kernel, stride=1):
    rows, columns = (image.shape[0] - kernel.shape[0]) // stride + 1, (image.shape[1] - kernel.shape[1]) // stride + 1
    result = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            total = 0.0
            for u in range(kernel.shape[0]):
                for v in range(kernel.shape[1]):
                    total += image[i * stride + u, j * stride + v] * kernel[u, v]
            result[i, j] = total
    return result


@alternative("convolve2d")
def convolved_window_by_window(image, kernel, stride=1):
    fh, fw = kernel.shape
    return np.array(
        [
            [np.sum(image[i : i + fh, j : j + fw] * kernel) for j in range(0, image.shape[1] - fw + 1, stride)]
            for i in range(0, image.shape[0] - fh + 1, stride)
        ]
    )


@alternative("convolve2d")
def convolved_by_windows(image, kernel, stride=1):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)[::stride, ::stride]
    return np.tensordot(windows, kernel, axes=2)


@alternative("convolve2d")
def convolved_in_float32(image, kernel, stride=1):
    return convolve2d(image.astype(np.float32), kernel.astype(np.float32), stride).astype(np.float32)


@alternative("convolve2d")
def convolved_by_conv_forward(image, kernel, stride=1):
    return conv_forward(image[None, :, :, None], kernel[:, :, None, None], np.zeros(1), stride)[0, :, :, 0]


@alternative("convolve2d")
def convolved_tap_by_tap(image, kernel, stride=1):
    rows, columns = (output_size(n, f, stride) for n, f in zip(image.shape, kernel.shape, strict=True))
    feature_map = np.zeros((rows, columns))
    for u, v in np.ndindex(kernel.shape):
        feature_map += kernel[u, v] * image[u : u + rows * stride : stride, v : v + columns * stride : stride]
    return feature_map


@alternative("convolve2d")
def convolved_in_float32_handed_back_as_float64(image, kernel, stride=1):
    return convolve2d(image.astype(np.float32), kernel.astype(np.float32), stride).astype(np.float64)


# --- conv_forward ------------------------------------------------------------------------------------------------


@alternative("conv_forward")
def conv_by_loops(x, w, b, stride=1, padding="valid"):
    if padding == "same":
        x = pad_same(x=x, fh=w.shape[0], fw=w.shape[1], stride=stride)
    N, H, W, _ = x.shape
    fh, fw, _, K = w.shape
    rows, columns = output_size(H, fh, stride=stride), output_size(W, fw, stride=stride)
    out = np.zeros((N, rows, columns, K))
    for n in range(N):
        for i in range(rows):
            for j in range(columns):
                for k in range(K):
                    window = x[n, i * stride : i * stride + fh, j * stride : j * stride + fw, :]
                    out[n, i, j, k] = np.sum(window * w[:, :, :, k]) + b[k]
    return out


@alternative("conv_forward")
def conv_by_einsum(x, w, b, stride=1, padding="valid"):
    fh, fw = w.shape[:2]
    rows, columns = output_size(x.shape[1], fh, stride, padding), output_size(x.shape[2], fw, stride, padding)
    x = pad_same(x, fh, fw, stride) if padding == "same" else x
    windows = np.lib.stride_tricks.sliding_window_view(x, (fh, fw), axis=(1, 2))[:, ::stride, ::stride]
    return np.einsum("nijcuv,uvck->nijk", windows[:, :rows, :columns], w) + b.reshape(1, 1, 1, -1)


@alternative("conv_forward")
def conv_by_columns(x, w, b, stride=1, padding="valid"):
    fh, fw, C, K = w.shape
    x = pad_same(x, fh, fw, stride) if padding == "same" else x
    rows, columns = (x.shape[1] - fh) // stride + 1, (x.shape[2] - fw) // stride + 1
    unrolled = [
        x[n, i * stride : i * stride + fh, j * stride : j * stride + fw].ravel()
        for n in range(len(x))
        for i in range(rows)
        for j in range(columns)
    ]
    return (np.array(unrolled) @ w.reshape(fh * fw * C, K) + b).reshape(len(x), rows, columns, K)


@alternative("conv_forward")
def conv_by_convolve2d(x, w, b, stride=1, padding="valid"):
    if padding == "same":
        x = pad_same(x, w.shape[0], w.shape[1], stride)
    maps = [
        [
            sum(convolve2d(picture[:, :, c], w[:, :, c, k], stride) for c in range(w.shape[2])) + b[k]
            for k in range(len(b))
        ]
        for picture in x
    ]
    return np.array(maps).transpose(0, 2, 3, 1)


@alternative("conv_forward")
def conv_in_float32(x, w, b, stride=1, padding="valid"):
    single = [array.astype(np.float32) for array in (x, w, b)]
    return conv_forward(*single, stride, padding).astype(np.float32)


@alternative("conv_forward")
def conv_tap_by_tap(x, w, b, stride=1, padding="valid"):
    rows, columns = (
        output_size(x.shape[1], len(w), stride, padding),
        output_size(x.shape[2], w.shape[1], stride, padding),
    )
    x = pad_same(x, *w.shape[:2], stride) if padding == "same" else x
    maps = np.zeros((len(x), rows, columns, len(b))) + b
    for u, v in np.ndindex(w.shape[:2]):
        maps += x[:, u : u + rows * stride : stride, v : v + columns * stride : stride] @ w[u, v]
    return maps


@alternative("conv_forward")
def conv_by_convolve2d_added_up(x, w, b, stride=1, padding="valid"):
    if padding == "same":
        x = pad_same(x, w.shape[0], w.shape[1], stride)
    out = None
    for n in range(x.shape[0]):
        for k in range(w.shape[3]):
            for c in range(x.shape[3]):
                part = convolve2d(x[n, :, :, c], w[:, :, c, k], stride)
                if out is None:
                    out = np.zeros((x.shape[0], *part.shape, w.shape[3]))
                out[n, :, :, k] += part
            out[n, :, :, k] += b[k]
    return out


@alternative("conv_forward")
def conv_in_float32_handed_back_as_float64(x, w, b, stride=1, padding="valid"):
    single = [array.astype(np.float32) for array in (x, w, b)]
    return conv_forward(*single, stride, padding).astype(np.float64)


# --- conv_backward -----------------------------------------------------------------------------------------------


@alternative("conv_backward")
def conv_backward_by_loops(dout, x, w, stride=1, padding="valid"):
    N, H, W, _ = x.shape
    fh, fw, _, K = w.shape
    top = bottom = left = right = 0
    if padding == "same":
        p = max((math.ceil(H / stride) - 1) * stride + fh - H, 0)
        q = max((math.ceil(W / stride) - 1) * stride + fw - W, 0)
        top, bottom, left, right = p // 2, p - p // 2, q // 2, q - q // 2
    padded = np.pad(x, ((0, 0), (top, bottom), (left, right), (0, 0)))
    dpadded, dw, db = np.zeros_like(padded), np.zeros_like(w), np.zeros(K)
    for n in range(N):
        for i in range(dout.shape[1]):
            for j in range(dout.shape[2]):
                a, b = i * stride, j * stride
                for k in range(K):
                    dpadded[n, a : a + fh, b : b + fw] += dout[n, i, j, k] * w[..., k]
                    dw[..., k] += dout[n, i, j, k] * padded[n, a : a + fh, b : b + fw]
                    db[k] += dout[n, i, j, k]
    return dpadded[:, top : top + H, left : left + W], dw, db


@alternative("conv_backward")
def conv_backward_by_dilation(dout, x, w, stride=1, padding="valid"):
    fh, fw = w.shape[:2]
    padded = pad_same(x, fh, fw, stride) if padding == "same" else x
    spread = np.zeros((len(x), padded.shape[1] - fh + 1, padded.shape[2] - fw + 1, dout.shape[3]))
    spread[:, ::stride, ::stride] = dout if stride == 1 else spread[:, ::stride, ::stride] + dout
    around = np.pad(spread, ((0, 0), (fh - 1, fh - 1), (fw - 1, fw - 1), (0, 0)))
    turned = w[::-1, ::-1].transpose(0, 1, 3, 2)
    dpadded = conv_forward(around, turned, np.zeros(x.shape[3]))
    dw = conv_forward(padded.transpose(3, 1, 2, 0), spread.transpose(1, 2, 0, 3), np.zeros(dout.shape[3]))
    top, left = (padded.shape[1] - x.shape[1]) // 2, (padded.shape[2] - x.shape[2]) // 2
    dx = dpadded[:, top : top + x.shape[1], left : left + x.shape[2]]
    return dx, dw.transpose(1, 2, 0, 3), spread.sum(axis=(0, 1, 2))


@alternative("conv_backward")
def conv_backward_by_einsum(dout, x, w, stride=1, padding="valid"):
    fh, fw = w.shape[:2]
    padded = pad_same(x, fh, fw, stride) if padding == "same" else x.copy()
    windows = np.lib.stride_tricks.sliding_window_view(padded, (fh, fw), axis=(1, 2))[:, ::stride, ::stride]
    dw = np.einsum("nijcuv,nijk->uvck", windows, dout)
    db = np.einsum("nijk->k", dout)
    dpadded = np.zeros_like(padded)
    spread = np.lib.stride_tricks.sliding_window_view(dpadded, (fh, fw), axis=(1, 2), writeable=True)
    for i in range(dout.shape[1]):
        for j in range(dout.shape[2]):
            spread[:, i * stride, j * stride] += np.einsum("nk,uvck->ncuv", dout[:, i, j], w)
    before = [(padded.shape[axis] - x.shape[axis]) // 2 for axis in (1, 2)]
    return [dpadded[:, before[0] :, before[1] :][:, : x.shape[1], : x.shape[2]], dw, db]


@alternative("conv_backward")
def conv_backward_in_float32(dout, x, w, stride=1, padding="valid"):
    single = [array.astype(np.float32) for array in (dout, x, w)]
    return tuple(gradient.astype(np.float32) for gradient in conv_backward(*single, stride, padding))


@alternative("conv_backward")
def conv_backward_tap_by_tap(dout, x, w, stride=1, padding="valid"):
    padded = pad_same(x, *w.shape[:2], stride) if padding == "same" else x
    dpadded, dw = np.zeros_like(padded), np.zeros_like(w)
    rows, columns = dout.shape[1:3]
    for u, v in np.ndindex(w.shape[:2]):
        met = np.s_[:, u : u + rows * stride : stride, v : v + columns * stride : stride]
        dw[u, v] = np.tensordot(padded[met], dout, axes=((0, 1, 2), (0, 1, 2)))
        dpadded[met] += dout @ w[u, v].T
    top, left = (padded.shape[1] - x.shape[1]) // 2, (padded.shape[2] - x.shape[2]) // 2
    return dpadded[:, top : top + x.shape[1], left : left + x.shape[2]], dw, np.sum(np.sum(dout, axis=0), axis=(0, 1))


@alternative("conv_backward")
def conv_backward_in_float32_handed_back_as_float64(dout, x, w, stride=1, padding="valid"):
    single = [array.astype(np.float32) for array in (dout, x, w)]
    return tuple(gradient.astype(np.float64) for gradient in conv_backward(*single, stride, padding))


# --- pool_forward ------------------------------------------------------------------------------------------------


@alternative("pool_forward")
def pool_by_loops(x, size, stride, mode):
    N, H, W, C = x.shape
    out = np.empty((N, (H - size) // stride + 1, (W - size) // stride + 1, C))
    for n, i, j, c in np.ndindex(out.shape):
        window = x[n, i * stride : i * stride + size, j * stride : j * stride + size, c]
        if mode == "max":
            out[n, i, j, c] = max(window.ravel())
        else:
            out[n, i, j, c] = sum(window.ravel()) / (size * size if mode == "average" else 1)
    return out


@alternative("pool_forward")
def pool_by_windows(x, size, stride, mode):
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))[:, ::stride, ::stride]
    return {"max": windows.max, "average": windows.mean, "sum": windows.sum}[mode](axis=(4, 5))


@alternative("pool_forward")
def pool_growing(x, size, stride, mode):
    rows, columns = output_size(x.shape[1], size, stride), output_size(x.shape[2], size, stride=stride, padding="valid")
    out = np.full((len(x), rows, columns, x.shape[3]), -np.inf if mode == "max" else 0.0)
    for u in range(size):
        for v in range(size):
            met = x[:, u : u + rows * stride : stride, v : v + columns * stride : stride][:, :rows, :columns]
            out = np.maximum(out, met) if mode == "max" else out + met
    return out / size**2 if mode == "average" else out


@alternative("pool_forward")
def pool_in_float32(x, size, stride, mode):
    return pool_forward(x.astype(np.float32), size, stride, mode)


@alternative("pool_forward")
def pool_by_case(x, size, stride, mode):
    if mode == "average":
        return pool_forward(x, size, stride, "sum") / (size * size)
    rows, columns = output_size(x.shape[1], size, stride), output_size(x.shape[2], size, stride)
    pooled = np.zeros((x.shape[0], rows, columns, x.shape[3]), x.dtype)
    for i in range(rows):
        for j in range(columns):
            window = x[:, stride * i : stride * i + size, stride * j : stride * j + size, :]
            pooled[:, i, j, :] = np.max(window, axis=(1, 2)) if mode == "max" else np.sum(window, axis=(1, 2))
    return pooled


# --- pool_backward -----------------------------------------------------------------------------------------------


@alternative("pool_backward")
def unpool_by_loops(dout, x, size, stride, mode):
    dx = np.zeros_like(x)
    for n, i, j, c in np.ndindex(dout.shape):
        a, b = i * stride, j * stride
        if mode == "max":
            best = None
            for u in range(a, a + size):
                for v in range(b, b + size):
                    if best is None or x[n, u, v, c] > x[(n, *best, c)]:
                        best = (u, v)
            dx[(n, *best, c)] += dout[n, i, j, c]
        else:
            dx[n, a : a + size, b : b + size, c] += dout[n, i, j, c] / (size**2 if mode == "average" else 1)
    return dx


@alternative("pool_backward")
def unpool_by_argmax(dout, x, size, stride, mode):
    dx = np.zeros(x.shape, dtype=float)
    for i in range(output_size(x.shape[1], size, stride)):
        for j in range(output_size(x.shape[2], size, stride)):
            down, right = slice(i * stride, i * stride + size), slice(j * stride, j * stride + size)
            for n in range(x.shape[0]):
                for c in range(x.shape[3]):
                    if mode == "max":
                        share = np.zeros((size, size))
                        share[np.unravel_index(np.argmax(x[n, down, right, c]), (size, size))] = 1
                    else:
                        share = np.ones((size, size)) * {"average": 1 / size / size, "sum": 1.0}[mode]
                    dx[n, down, right, c] += share * dout[n, i, j, c]
    return dx


@alternative("pool_backward")
def unpool_by_add_at(dout, x, size, stride, mode):
    n, i, j, c = np.indices(dout.shape)
    dx = np.zeros(x.shape)
    if mode == "max":
        windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))[:, ::stride, ::stride]
        first = windows.reshape(*dout.shape, -1).argmax(axis=-1)
        np.add.at(dx, (n, i * stride + first // size, j * stride + first % size, c), dout)
        return dx
    for u, v in np.ndindex(size, size):
        np.add.at(dx, (n, i * stride + u, j * stride + v, c), dout)
    return dx / size**2 if mode == "average" else dx


@alternative("pool_backward")
def unpool_in_float32(dout, x, size, stride, mode):
    return pool_backward(dout.astype(np.float32), x.astype(np.float32), size, stride, mode).astype(np.float32)


@alternative("pool_backward")
def unpool_written_into_a_copy(dout, x, size, stride, mode):
    dx = x.copy()
    dx[:] = 0
    if mode == "average":
        dout, mode = dout / size**2, "sum"
    for i, j in np.ndindex(dout.shape[1:3]):
        window = x[:, i * stride : i * stride + size, j * stride : j * stride + size]
        for n, c in np.ndindex(len(x), x.shape[3]):
            part = dx[n, i * stride : i * stride + size, j * stride : j * stride + size, c]
            if mode == "sum":
                part += dout[n, i, j, c]
            else:
                u, v = np.argwhere(window[n, :, :, c] == window[n, :, :, c].max())[0]
                part[u, v] += dout[n, i, j, c]
    return dx


# --- flatten, fully_connected_forward, fully_connected_backward -----------------------------------------------------


@alternative("flatten")
def flat_by_ravel(x):
    return np.array([picture.ravel() for picture in x])


@alternative("flatten")
def flat_of_a_copy(x):
    N, H, W, C = x.shape
    return np.copy(x).reshape((N, H * W * C))


@alternative("flatten")
def flat_by_loops(x):
    return np.array([[value for row in picture for pixel in row for value in pixel] for picture in x])


@alternative("fully_connected_forward")
def dense_by_einsum(x, w, b):
    return np.einsum("nd,dk->nk", x, w) + b[None, :]


@alternative("fully_connected_forward")
def dense_by_loops(x, w, b):
    return np.array([[sum(row * w[:, k]) + b[k] for k in range(len(b))] for row in x])


@alternative("fully_connected_forward")
def dense_in_float32(x, w, b):
    return fully_connected_forward(x.astype(np.float32), w.astype(np.float32), b.astype(np.float32))


@alternative("fully_connected_backward")
def dense_backward_by_samples(dout, x, w):
    dw, db = np.zeros_like(w), np.zeros(w.shape[1])
    dx = []
    for row, slope in zip(x, dout, strict=True):
        dx.append(w.dot(slope))
        dw += np.outer(row, slope)
        db += slope
    return [np.stack(dx), dw, db]


@alternative("fully_connected_backward")
def dense_backward_by_einsum(dout, x, w):
    ones = np.ones(len(x))
    return np.einsum("nk,dk->nd", dout, w), np.einsum("nd,nk->dk", x, dout), ones @ dout


@alternative("fully_connected_backward")
def dense_backward_in_float32(dout, x, w):
    return fully_connected_backward(dout.astype(np.float32), x.astype(np.float32), w.astype(np.float32))


@alternative("fully_connected_forward")
def dense_written_into_a_copy(x, w, b):
    result = np.repeat(b[None].copy(), len(x), axis=0)
    result += np.dot(x, w)
    return result


# --- cnn_forward -------------------------------------------------------------------------------------------------


@alternative("cnn_forward")
def forward_in_one_piece(x, params):
    fh, fw, _, F = params["Wc"].shape
    (N, H, W, _), (top, left) = x.shape, ((fh - 1) // 2, (fw - 1) // 2)
    padded = np.pad(x, ((0, 0), (top, fh - 1 - top), (left, fw - 1 - left), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (fh, fw), axis=(1, 2))
    maps = np.einsum("nijcuv,uvcf->nijf", windows, params["Wc"]) + params["bc"]
    maps[maps < 0] = 0
    maps = maps[:, : H // 2 * 2, : W // 2 * 2].reshape(N, H // 2, 2, W // 2, 2, F).max(axis=(2, 4))
    scores = maps.reshape(N, -1).dot(params["Wd"]) + params["bd"]
    scores = scores - np.max(scores, axis=-1, keepdims=True)
    return np.exp(scores) / np.sum(np.exp(scores), axis=-1, keepdims=True)


@alternative("cnn_forward")
def forward_with_relu_after_pooling(x, params):
    z = conv_forward(x=x, w=params["Wc"], b=params["bc"], stride=1, padding="same")
    z = pool_forward(z, size=2, stride=2, mode="max")
    z *= z > 0
    z = fully_connected_forward(flatten(z), w=params["Wd"], b=params["bd"])
    return np.exp(z - np.logaddexp.reduce(z, axis=1, keepdims=True))


@alternative("cnn_forward")
def forward_picture_by_picture(x, params):
    rows = []
    for picture in x:
        maps = np.maximum(0, conv_forward(picture[None], params["Wc"], params["bc"], padding="same"))
        scores = fully_connected_forward(flatten(pool_forward(maps, 2, 2, "max")), params["Wd"], params["bd"])
        rows.append(softmax(scores - scores.max())[0])
    return np.array(rows)


@alternative("cnn_forward")
def forward_in_float32(x, params):
    single = {name: value.astype(np.float32) for name, value in params.items()}
    return cnn_forward(x.astype(np.float32), single).astype(np.float32)


@alternative("cnn_forward")
def forward_in_float32_handed_back_as_float64(x, params):
    single = {name: value.astype(np.float32) for name, value in params.items()}
    return cnn_forward(x.astype(np.float32), single).astype(np.float64)


# --- cnn_loss_and_gradients --------------------------------------------------------------------------------------


@alternative("cnn_loss_and_gradients")
def loss_layer_by_layer(x, y, params):
    z1 = conv_forward(x, params["Wc"], params["bc"], padding="same")
    a1 = z1 * (z1 > 0)
    p1 = pool_forward(a1, 2, 2, "max")
    f1 = flatten(p1)
    z2 = fully_connected_forward(f1, params["Wd"], params["bd"])
    e = np.exp(z2 - z2.max(axis=1, keepdims=True))
    probabilities = e / e.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(probabilities[np.arange(len(y)), y.argmax(axis=1)] + 1e-12))
    dz2 = (probabilities - y) / y.shape[0]
    df1, dWd, dbd = fully_connected_backward(dz2, f1, params["Wd"])
    da1 = pool_backward(df1.reshape(p1.shape), a1, size=2, stride=2, mode="max")
    da1[z1 <= 0] = 0
    _, dWc, dbc = conv_backward(da1, x, params["Wc"], stride=1, padding="same")
    return float(loss), {"dWc": dWc, "dbc": dbc, "dWd": dWd, "dbd": dbd}


@alternative("cnn_loss_and_gradients")
def loss_picture_by_picture(x, y, params):
    total, sums = 0.0, {f"d{name}": np.zeros_like(value) for name, value in params.items()}
    for picture, label in zip(x, y, strict=True):
        z = conv_forward(picture[np.newaxis], params["Wc"], params["bc"], 1, "same")
        pooled = pool_forward(np.maximum(z, 0), 2, 2, "max")
        scores = fully_connected_forward(flatten(pooled), params["Wd"], params["bd"])
        logs = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
        total -= (label * logs).sum()
        d, dWd, dbd = fully_connected_backward(np.exp(logs) - label, flatten(pooled), params["Wd"])
        d = pool_backward(d.reshape(pooled.shape), np.maximum(z, 0), 2, 2, "max") * np.where(z > 0, 1, 0)
        _, dWc, dbc = conv_backward(d, picture[np.newaxis], params["Wc"], 1, "same")
        for name, gradient in (("dWc", dWc), ("dbc", dbc), ("dWd", dWd), ("dbd", dbd)):
            sums[name] += gradient
    return [np.array(total / len(x)), {name: value / len(x) for name, value in sums.items()}]


@alternative("cnn_loss_and_gradients")
def loss_with_clipping(x, y, params):
    _, grads = cnn_loss_and_gradients(x, y, params)
    clipped = np.clip(cnn_forward(x, params), 1e-7, 1)
    return -(y * np.log(clipped)).sum(axis=1).mean(), {**grads, "probabilities": clipped}


@alternative("cnn_loss_and_gradients")
def loss_in_float32(x, y, params):
    single = {name: value.astype(np.float32) for name, value in params.items()}
    loss, grads = cnn_loss_and_gradients(x.astype(np.float32), y.astype(np.float32), single)
    return np.float32(loss), {name: value.astype(np.float32) for name, value in grads.items()}


@alternative("cnn_loss_and_gradients")
def loss_with_a_guard_added(x, y, params):
    _, grads = cnn_loss_and_gradients(x, y, params)
    return -np.mean(np.log((y * cnn_forward(x, params)).sum(axis=1) + 1e-7)), grads


@alternative("cnn_loss_and_gradients")
def loss_with_a_tiny_guard(x, y, params):
    _, grads = cnn_loss_and_gradients(x, y, params)
    return np.sum(-y * np.log(cnn_forward(x, params) + 1e-15)) / x.shape[0], grads


@alternative("cnn_loss_and_gradients")
def loss_and_slope_of_clipped_probabilities(x, y, params):
    conv = conv_forward(x, params["Wc"], params["bc"], 1, "same")
    pooled = pool_forward(np.maximum(conv, 0), 2, 2, "max")
    y_hat = np.clip(cnn_forward(x, params), 1e-7, 1 - 1e-7)
    loss = -np.sum(y * np.log(y_hat)) / len(x)
    dfeatures, dWd, dbd = fully_connected_backward((y_hat - y) / len(x), flatten(pooled), params["Wd"])
    # Only what is above zero has come through; then the largest of each window is the same before the ReLU and after.
    dconv = pool_backward(dfeatures.reshape(pooled.shape) * (pooled > 0), conv, 2, 2, "max")
    _, dWc, dbc = conv_backward(dconv, x, params["Wc"], 1, "same")
    return loss, {"dWc": dWc, "dbc": dbc, "dWd": dWd, "dbd": dbd}


@alternative("cnn_loss_and_gradients")
def loss_in_float32_handed_back_as_float64(x, y, params):
    single = {name: value.astype(np.float32) for name, value in params.items()}
    loss, grads = cnn_loss_and_gradients(x.astype(np.float32), y.astype(np.float32), single)
    return float(loss), {name: value.astype(np.float64) for name, value in grads.items()}


# --- train_cnn ---------------------------------------------------------------------------------------------------


@alternative("train_cnn")
def train_on_copies(x, y, params, alpha, orders, batch_size):
    trained = {name: value.copy() for name, value in params.items()}
    losses = []
    for order in orders:
        weighted = []
        for batch in np.split(order, range(batch_size, len(order), batch_size)):
            loss, grads = cnn_loss_and_gradients(x=x[batch], y=y[batch], params=trained)
            weighted += [float(loss)] * len(batch)
            for name in trained:
                trained[name] -= alpha * grads["d" + name]
        losses.append(np.mean(weighted))
    return trained, losses


@alternative("train_cnn")
def train_in_slices(x, y, params, alpha, orders, batch_size):
    params, losses, N = dict(params), np.zeros(len(orders)), x.shape[0]
    for epoch in range(len(orders)):
        shuffled_x, shuffled_y = x[orders[epoch]], y[orders[epoch]]
        for k in range(math.ceil(N / batch_size)):
            part = slice(k * batch_size, min((k + 1) * batch_size, N))
            loss, grads = cnn_loss_and_gradients(shuffled_x[part], shuffled_y[part], params)
            losses[epoch] += loss * len(shuffled_x[part]) / N
            for name in ("bd", "Wd", "bc", "Wc"):
                params[name] = params[name] - alpha * grads["d" + name]
    return [params, losses]


@alternative("train_cnn")
def train_sample_by_sample(x, y, params, alpha, orders, batch_size):
    losses = []
    for order in orders:
        left, total = list(order), 0.0
        while left:
            batch, left = left[:batch_size], left[batch_size:]
            sums = {name: np.zeros(value.shape) for name, value in params.items()}
            for i in batch:
                loss, grads = cnn_loss_and_gradients(x[i : i + 1], y[i : i + 1], params)
                total += loss
                sums = {name: value + grads["d" + name] for name, value in sums.items()}
            params = {name: params[name] - alpha * sums[name] / len(batch) for name in params}
        losses.append(float(total / len(x)))
    return params, tuple(losses)


@alternative("train_cnn")
def train_in_float32(x, y, params, alpha, orders, batch_size):
    params = {name: value.astype(np.float32) for name, value in params.items()}
    x, y, losses = x.astype(np.float32), y.astype(np.float32), []
    for order in orders:
        found = []
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            loss, grads = cnn_loss_and_gradients(x[batch], y[batch], params)
            found.append(loss * len(batch))
            params = {name: (value - alpha * grads["d" + name]).astype(np.float32) for name, value in params.items()}
        losses.append(sum(found) / len(x))
    return params, losses

"""What students of unit 6 get wrong, and the sentence that helps each of them."""

from deltarule import changes

VALID = 'stride, "valid")'

# --- output_size -------------------------------------------------------------------------------------------------
of = changes("output_size")

first_stop_missing = of(" + 1", "", "The first stop is missing: there is one more than the filter can be moved on.")
stops_as_float = of(
    {"-(-n // stride)": "np.ceil(n / stride)", "(n - f) // stride": "np.floor((n - f) / stride)"},
    "The number of stops is a float; an int was asked. // divides and rounds down in one go.",
)
valid_rounded_up = of(
    "(n - f) // stride",
    "-(-(n - f) // stride)",
    '"valid" rounds up: a stop that would reach beyond the end does not count.',
)
same_rounded_down = of("-(-n // stride)", "n // stride", '"same" rounds down; pixels at the end get a stop, too.')
same_is_n = of("-(-n // stride)", "n", '"same" gives n whatever the stride; it is n divided by the stride, rounded up.')
stops_without_stride = of({"-(-n // stride)": "n", " // stride": ""}, "The stride is not used.")
same_by_symmetric_padding = of(
    "-(-n // stride)",
    "(n + 2 * ((f - 1) // 2) - f) // stride + 1",
    '"same" uses the formula with (f - 1) // 2 zeros on both sides, which falls short for even filters.',
)
padding_not_looked_at = of(
    'if padding == "same":\n    return -(-n // stride)', "", 'Whatever the padding, this counts as for "valid".'
)
one_added_inside = of(
    "(n - f) // stride + 1", "(n - f + 1) // stride", "The first stop is added before dividing; it comes afterwards."
)
filter_not_subtracted = of(
    "(n - f) // stride", "n // stride", '"valid": a filter can be moved on by n - f pixels only.'
)
paddings_exchanged = of('== "same"', '!= "same"', '"valid" and "same" have each other\'s formula.')
stops_in_fractions = of(
    {"-(-n // stride)": "n / stride", "(n - f) // stride": "(n - f) / stride"},
    "There is no part of a stop: a whole number was asked, and each padding rounds in its own way.",
)
valid_rounded_to_nearest = of(
    "(n - f) // stride",
    "round((n - f) / stride)",
    '"valid" rounds to the nearest; a stop that would reach beyond the end does not count.',
)
same_by_half_filters = of(
    "-(-n // stride)",
    "(n + 2 * (f // 2) - f) // stride + 1",
    '"same" uses the formula with f // 2 zeros on both sides, one too many for even filters.',
)
last_stop_missing = of(
    "(n - f) // stride + 1",
    "-(-(n - f) // stride)",
    '"valid": where the filter ends exactly at the last pixel, there is a stop more; it fits.',
)
same_one_too_many = of("-(-n // stride)", "n // stride + 1", '"same" has a stop too many where the stride divides n.')
stride_multiplied = of(
    {"-(-n // stride)": "n * stride", "(n - f) // stride": "(n - f) * stride"},
    "The stride multiplies; a larger stride makes fewer stops, so divide by it.",
)
same_rounded_to_nearest = of("-(-n // stride)", "round(n / stride)", '"same" rounds to the nearest; it rounds up.')
both_rounded_to_nearest = of(
    {"-(-n // stride)": "round(n / stride)", "(n - f) // stride": "round((n - f) / stride)"},
    'Both round to the nearest; "valid" rounds down, and "same" rounds up.',
)
same_with_filter_subtracted = of(
    "-(-n // stride)", "-(-(n - f) // stride) + 1", '"same": the filter\'s length plays no part, only n and the stride.'
)
valid_without_brackets = of(
    "(n - f) // stride", "n - f // stride", "n - f needs brackets: here f alone is divided by the stride."
)

# --- pad_same ----------------------------------------------------------------------------------------------------
of = changes("pad_same")
HALVES, MISSING = "(p // 2, p - p // 2)", "max((stops - 1) * stride + f - n, 0)"

odd_zero_before = of(HALVES, "(p - p // 2, p // 2)", "The odd zero stands before the picture; it belongs after it.")
odd_zero_lost = of(
    HALVES, "(p // 2, p // 2)", "The same number of zeros stands on both sides; where p is odd, one more goes after."
)
odd_zero_doubled = of(
    HALVES, "(p - p // 2, p - p // 2)", "Where p is odd there is a zero too many: it is rounded up on both sides."
)
all_zeros_after = of(HALVES, "(0, p)", "All p zeros go after the picture; half of them belong before it.")
zeros_on_each_side = of(HALVES, "(p, p)", "p zeros stand on each side; p counts both sides together.")
stride_not_padded_for = of(
    MISSING, "f - 1", "The rim is as wide as at stride 1, f - 1 in all; a larger stride often needs less."
)
sides_mixed_up = of(
    "(x.shape[1], fh), (x.shape[2], fw)",
    "(x.shape[1], fw), (x.shape[2], fh)",
    "Height and width are mixed up: the rim above and below comes from fh, left and right from fw.",
)
negative_rim = of(MISSING, MISSING[4:-4], "A side with nothing to add gives a negative p; take 0 then.")
rim_to_keep_n = of(
    "stops - 1",
    "n - 1",
    "The rim keeps n at any stride: it is computed from (n - 1) s + f - n. There are only ceil(n / s) stops.",
)
border_repeated = of("(0, 0)])", '(0, 0)], mode="edge")', "The border is repeated outwards; the rim is made of zeros.")
all_axes_padded = of(
    "[*rim, (0, 0)]",
    "max((fh - 1) // 2, (fw - 1) // 2)",
    "The batch and the channels are padded as well; zeros go around height and width only.",
)
stops_rounded_down = of(
    'output_size(n, f, stride, "same")', "n // stride", 'The number of stops is rounded down; "same" rounds it up.'
)
half_filter_on_each_side = of(
    HALVES, "(f // 2, f // 2)", "f // 2 zeros stand on both sides, whatever p is; share out p itself."
)
rows_alone_padded = of("[*rim, (0, 0)]", "[*rim[:2], (0, 0), (0, 0)]", "Only the height is padded; the width is, too.")
columns_alone_padded = of("[*rim, (0, 0)]", "[(0, 0), (0, 0), rim[2], (0, 0)]", "Only the width is padded, not both.")
ones_around = of("(0, 0)])", "(0, 0)], constant_values=1)", "The rim is made of ones; it is made of zeros.")
symmetric_rim_of_half = of(
    HALVES, "((f - 1) // 2, (f - 1) // 2)", "(f - 1) // 2 zeros stand on both sides, whatever p is; share out p itself."
)
all_zeros_before = of(HALVES, "(p, 0)", "All p zeros go before the picture; half of them, rounded up, belong after it.")
stops_as_for_valid = of(
    'stride, "same")', "stride)", 'The stops are counted as for "valid", so that no zeros are missing; pass "same" on.'
)
stops_all_taken_as_moves = of(
    "stops - 1", "stops", "The filter is moved on once less than it stops: it is (stops - 1) * stride + f - n."
)
rim_without_sign = of(
    MISSING, f"abs({MISSING[4:-4]})", "A side that has pixels enough gets a rim, too: a negative p is 0, not its size."
)
axes_one_early = of(
    "(x.shape[1], fh), (x.shape[2], fw)",
    "(x.shape[0], fh), (x.shape[1], fw)",
    "Height and width are taken one axis too early: x is (N, H, W, C).",
)
rims_exchanged = of(
    "[*rim, (0, 0)]",
    "[rim[0], rim[2], rim[1], (0, 0)]",
    "The rims are in each other's place: that of the height comes first, then that of the width.",
)
rim_one_axis_early = of(
    "[*rim, (0, 0)]",
    "[*rim[1:], (0, 0), (0, 0)]",
    "The samples and the height are padded; it is the height and the width, axes 1 and 2.",
)
picture_mirrored = of(
    "(0, 0)])", '(0, 0)], mode="reflect")', "The picture is mirrored outwards; the rim is made of zeros."
)
rim_of_square_filters = of(
    "(x.shape[2], fw)", "(x.shape[2], fh)", "The filter is taken to be square: fw belongs to the width."
)
rim_on_all_axes = of(
    "[*rim, (0, 0)]", "fh // 2", "One number pads all four axes alike; samples and channels get no zeros at all."
)
missing_without_brackets = of(
    "(stops - 1) * stride", "stops - 1 * stride", "stops - 1 needs brackets: here 1 alone is multiplied by the stride."
)
channels_without_rim = of(
    "[*rim, (0, 0)]", "rim", "np.pad wants a pair for each of the four axes: the channels' (0, 0) is missing."
)

# --- convolve2d --------------------------------------------------------------------------------------------------
of = changes("convolve2d")
PRODUCTS = "np.sum(window * kernel)"

kernel_turned = of(
    PRODUCTS,
    "np.sum(window * kernel[::-1, ::-1])",
    "The kernel is turned round by half a turn, as in mathematics; here it stays as it is.",
)
stride_not_used = of("rows =", "stride = 1\nrows =", "The stride is not used.")
stops_not_apart = of(
    {"i * stride": "i", "j * stride": "j"},
    "The stops lie one pixel apart: a stop's place is its number times the stride.",
)
last_stops_missing = of(
    VALID, f"{VALID} - 1", "A row and a column of stops are missing at the end: (n - f) // stride + 1 fit."
)
picture_padded = of(
    "rows =",
    "image = pad_same(image[None, :, :, None], *kernel.shape, stride)[0, :, :, 0]\nrows =",
    "The picture is padded; without padding the filter stays inside.",
)
products_averaged = of(PRODUCTS, "np.mean(window * kernel)", "The products are averaged; add them up.")
kernel_transposed = of("rows =", "kernel = kernel.T\nrows =", "The kernel is transposed.")
kernel_taken_as_square = of(
    "kernel.shape[1]", "kernel.shape[0]", "The kernel is taken to be square; its height and width may differ."
)
cut_to_the_kernels_kind = of(
    "(rows, columns))",
    "(rows, columns), kernel.dtype)",
    "The map is of the kernel's kind: one of whole numbers cuts it to whole numbers. Make it of floats.",
)
cut_to_integers = of(
    "(rows, columns))", "(rows, columns), int)", "The result is cut to integers; make the feature map of floats."
)
stride_down_only = of("j * stride", "j", "The stride is used downwards only; it is for both directions.")
stride_across_only = of("i * stride", "i", "The stride is used to the right only; it is for both directions.")
matrix_product = of(PRODUCTS, "np.sum(window @ kernel.T)", "These are matrix products; multiply entry by entry.")
largest_product = of(PRODUCTS, "np.max(window * kernel)", "The largest product is taken; add all of them up.")
kernel_upside_down = of(PRODUCTS, "np.sum(window * kernel[::-1])", "The kernel is upside down; it stays as it is.")
map_on_its_side = of("return feature_map", "return feature_map.T", "The feature map lies on its side: rows come first.")
map_clipped = of("return feature_map", "return np.clip(feature_map, 0, 255)", "The map is clipped to 0 to 255.")
map_of_absolutes = of("return feature_map", "return np.abs(feature_map)", "The signs are dropped; sums keep theirs.")
map_activated = of(
    "return feature_map", "return np.maximum(feature_map, 0)", "There is a ReLU in here; there should be none."
)
window_overwritten = of(
    f"feature_map[i, j] = {PRODUCTS}",
    "window *= kernel\nfeature_map[i, j] = np.sum(window)",
    "The picture itself is overwritten: a window is a view of it. Build a new array.",
)
sum_never_begun_anew = of(
    "return feature_map",
    "return np.cumsum(feature_map).reshape(feature_map.shape)",
    "Each number holds those of all stops before it, too: begin the sum anew at each stop.",
)
last_product_stays = of(
    PRODUCTS, "(window * kernel)[-1, -1]", "Only the last product of each window stays: add up with +=."
)
kernel_left_to_right = of(
    PRODUCTS, "np.sum(window * kernel[:, ::-1])", "The kernel is turned left to right; it stays as it is."
)
added_for_multiplied = of(PRODUCTS, "np.sum(window + kernel)", "Window and kernel are added; multiply them.")
map_as_large_as_the_picture = of(
    "(rows, columns))", "image.shape)", "The map is as large as the picture; there are fewer stops: see output_size."
)
cut_to_the_pictures_kind = of(
    "(rows, columns))",
    "(rows, columns), image.dtype)",
    "The map is of the picture's kind: one of whole numbers cuts it to whole numbers. Make it of floats.",
)
picture_padded_by_half = of(
    "rows =",
    "image = np.pad(image, [(kernel.shape[0] // 2,) * 2, (kernel.shape[1] // 2,) * 2])\nrows =",
    "The picture is padded; without padding the filter stays inside.",
)
first_stops_missing = of(
    "return feature_map",
    "feature_map[:1], feature_map[:, :1] = 0, 0\nreturn feature_map",
    "The first row and the first column of stops are left out: loops begin at 0.",
)
first_row_of_stops_only = of(
    "return feature_map",
    "feature_map[1:] = 0\nreturn feature_map",
    "Only the first row of stops is computed: does `return` stand inside a loop?",
)
kernel_on_its_side = of("window * kernel", "window * kernel.T", "The kernel is transposed; take it as it is.")
windows_by_matrix_product = of(
    "window * kernel", "window @ kernel", "This is a matrix product; each weight multiplies the pixel under it alone."
)
map_as_large_as_image = of(
    "np.zeros((rows, columns))",
    "np.zeros_like(image)",
    "The map is as large as the image; it needs one place for each stop.",
)
rows_cut_twice = of(
    "kernel.shape[0], j * stride",
    "kernel.shape[0]][j * stride",
    "image[a:b][c:d] cuts the rows twice: both axes stand in one pair of brackets, image[a:b, c:d].",
)
windows_one_short = of(
    {
        "i * stride + kernel.shape[0],": "i * stride + kernel.shape[0] - 1,",
        "j * stride + kernel.shape[1]]": "j * stride + kernel.shape[1] - 1]",
    },
    "Each window lacks its last row and column: a slice leaves out its end by itself.",
)
first_stop_alone = of(
    "return feature_map", "    return feature_map", "Only the first stop is in the map: is `return` inside the loop?"
)
diagonal_alone = of(
    "np.ndindex(rows, columns)",
    "zip(range(rows), range(columns))",
    "zip goes down and to the right at once, along a diagonal: every row meets every column in two loops.",
)

# --- conv_forward ------------------------------------------------------------------------------------------------
of = changes("conv_forward")
RIM, SUM = "pad_same(x, fh, fw, stride)", 'np.einsum("nuvc,uvck->nk", window, w)'

bias_missing = of(" + b", "", "The bias is missing.")
bias_at_every_weight = of(
    " + b", " + b * w[..., 0].size", "The bias is added at every weight; it belongs once to each stop."
)
bias_for_every_channel = of(
    " + b", " + b * x.shape[3]", "The bias is added once a channel; it belongs once to each stop."
)
filters_turned = of(
    "window, w)", "window, w[::-1, ::-1])", "The filters are turned round by half a turn; here they stay as they are."
)
first_channel_only = of(
    SUM,
    'np.einsum("nuv,uvk->nk", window[..., 0], w[:, :, 0])',
    "Only the first channel is looked at; a filter adds up over all channels.",
)
last_channel_stays = of(
    f"maps[:, i, j] = {SUM} + b",
    """
    for c in range(x.shape[3]):
        maps[:, i, j] = np.einsum("nuv,uvk->nk", window[..., c], w[:, :, c]) + b
    """,
    "Each channel takes the place of the one before, so the last alone stays; a filter adds up over all channels.",
)
channels_averaged = of(SUM, f"{SUM} / x.shape[3]", "The channels are averaged; a filter adds up over all channels.")
forward_without_stride = of("fh, fw, _", "stride = 1\nfh, fw, _", "The stride is not used.")
forward_stops_not_apart = of(
    {"i * stride": "i", "j * stride": "j"},
    "The stops lie one pixel apart: a stop's place is its number times the stride.",
)
forward_without_padding = of(RIM, "x", "The padding is not used.")
rim_for_stride_one = of(
    RIM, RIM.replace("stride", "1"), "The rim is made for stride 1; pass the stride on to pad_same."
)
symmetric_rim = of(
    RIM,
    "np.pad(x, [(0, 0), ((fh - 1) // 2,) * 2, ((fw - 1) // 2,) * 2, (0, 0)])",
    "The same rim of (f - 1) // 2 goes on both sides; even filters and larger strides need another one.",
)
filters_first = of(
    "return maps",
    "return maps.transpose(0, 3, 1, 2)",
    "The result has the filters before the height: the axes are N, H', W', K.",
)
forward_stops_missing = of(VALID, f"{VALID} - 1", "A row and a column of stops are missing at the end.")
conv_bias_subtracted = of("+ b", "- b", "The bias is subtracted; add it.")
first_bias_for_all = of("+ b", "+ b[0]", "The first filter's bias is added to every map; each filter has its own.")
first_picture_only = of(
    f"maps[:, i, j] = {SUM} + b",
    f"maps[:1, i, j] = ({SUM} + b)[:1]",
    "Only the first picture is convolved; the maps of the others stay 0.",
)
rim_of_turned_filters = of(
    RIM, "pad_same(x, fw, fh, stride)", "pad_same is given width and height in each other's place."
)
biases_summed = of("+ b", "+ b.sum()", "All biases are added to every map; each filter has its own.")
products_averaged_over_window = of(SUM, f"{SUM} / w[..., 0].size", "The products are averaged; add them up.")
filters_taken_as_square = of(
    "fh, fw, _, num_filters = w.shape",
    "fh, _, _, num_filters = w.shape\nfw = fh",
    "The filters are taken to be square; their height and width may differ.",
)
forward_stride_down_only = of("j * stride", "j", "The stride is used downwards only; it is for both directions.")
forward_stride_across_only = of("i * stride", "i", "The stride is used to the right only; it is for both directions.")
always_padded = of('if padding == "same":\n    x = pad', "x = pad", 'The picture is padded always; "valid" has no rim.')
rim_of_half_filters = of(
    RIM,
    "np.pad(x, [(0, 0), (fh // 2,) * 2, (fw // 2,) * 2, (0, 0)])",
    "The same rim of f // 2 goes on both sides; even filters and larger strides need another one.",
)
forward_rim_after_the_picture = of(
    RIM, f"np.pad(x, [(0, p - n) for p, n in zip({RIM}.shape, x.shape)])", "The whole rim stands after the picture."
)
forward_odd_zero_before = of(
    RIM, f"{RIM.replace('(x', '(x[:, ::-1, ::-1]')}[:, ::-1, ::-1]", "The odd zero stands before the picture."
)
maps_activated = of("return maps", "return np.maximum(maps, 0)", "There is a ReLU in here; there should be none.")
maps_cut_to_integers = of("num_filters))", "num_filters), int)", "The result is cut to integers; make it of floats.")
pictures_added_up = of(
    SUM,
    'np.einsum("nuvc,uvck->k", window, w)',
    "The pictures are added up, too: sum over the window's rows, columns and channels alone.",
)
filters_upside_down = of("window, w)", "window, w[::-1])", "The filters are upside down; they stay as they are.")
filters_left_to_right = of(
    "window, w)", "window, w[:, ::-1])", "The filters are turned left to right; they stay as they are."
)
channels_added_up_first = of(
    SUM,
    'np.einsum("nuv,uvk->nk", window.sum(axis=3), w.sum(axis=2))',
    "Channels are added up before they meet the weights; each channel has weights of its own.",
)
stops_counted_before_the_rim = of(
    {"fh, fw, _": "(H, W), (fh, fw, _", "= w.shape": ") = x.shape[1:3], w.shape"}
    | {f"output_size(x.shape[{k}]": f"output_size({'HW'[k - 1]}" for k in (1, 2)},
    "The stops are counted on the picture without its rim; count them after padding.",
)
stops_of_same_on_a_rim_of_half_filters = of(
    {"fh, fw, _": "(H, W), (fh, fw, _", "= w.shape": ") = x.shape[1:3], w.shape"}
    | {f"output_size(x.shape[1], fh, {VALID}": "output_size(H, fh, stride, padding)"}
    | {f"output_size(x.shape[2], fw, {VALID}": "output_size(W, fw, stride, padding)"}
    | {RIM: "np.pad(x, [(0, 0), (fh // 2,) * 2, (fw // 2,) * 2, (0, 0)])"},
    "The same rim of f // 2 goes on both sides; even filters and larger strides need another one.",
)
filters_on_their_side = of(
    "uvck->nk", "vuck->nk", "The filters lie on their side: their first axis is the height, the second the width."
)
padding_turned_round = of(
    'padding == "same"', 'padding == "valid"', 'The rim is put around for "valid", and left out for "same".'
)

# --- conv_backward -----------------------------------------------------------------------------------------------
of = changes("conv_backward")
CUT, SUMS = "dpadded[:, top : top + height, left : left + width]", "dout.sum(axis=(0, 1, 2))"
BEFORE = "(padded.shape[1] - height) // 2, (padded.shape[2] - width) // 2"
PADDED = 'pad_same(x, fh, fw, stride) if padding == "same" else x'

dx_overwritten = of(
    "dpadded[window] +=",
    "dpadded[window] =",
    "dx is set where it should grow: a pixel under several stops gets a part from each, so += it is.",
)
dw_overwritten = of("dw +=", "dw =", "dw is set where it should grow: every stop adds its part, so += it is.")
both_overwritten = of(
    "+=", "=", "dx and dw are set where they should grow: what arrives at one place adds up, so += it is."
)
dx_by_turned_filters = of(
    "dout[:, i, j], w)",
    "dout[:, i, j], w[::-1, ::-1])",
    "The filters are turned round for dx; each slope goes back along the weight that it came by.",
)
dw_turned = of("return dx, dw", "return dx, dw[::-1, ::-1]", "dw comes out turned round by half a turn.")
rim_not_cut_off = of(CUT, "dpadded", "The rim is still around dx; cut it off, so that dx has the shape of x.")
empty_cut = of(CUT, "dpadded[:, top:-top, left:-left]", "[p:-p] is empty where p is 0; cut from p to p + H.")
cut_at_the_wrong_end = of(
    CUT, "dpadded[:, :height, :width]", "The rim is cut off at the wrong end: zeros before the picture were added, too."
)
odd_zero_cut_before = of(
    BEFORE,
    "(padded.shape[1] - height + 1) // 2, (padded.shape[2] - width + 1) // 2",
    "One zero too many is cut off before the picture where the rim is odd: the odd one stands after it.",
)
db_over_everything = of(
    SUMS, "dout.sum()", "db is one number; sum over samples, rows and columns, but keep the filters apart."
)
db_over_samples = of(SUMS, "dout.sum(axis=0)", "db is summed over the samples only; sum over rows and columns, too.")
db_over_the_wrong_axes = of(
    SUMS,
    "dout.sum(axis=(0, 2, 3))",
    "db is summed over the wrong axes: the filters are the last axis of dout, and they stay apart.",
)
db_averaged = of(
    "dout.sum", "dout.mean", "db is a mean; a bias is used at every stop of every picture, and its slopes add up."
)
db_with_axes = of("(0, 1, 2))", "(0, 1, 2), keepdims=True)", "db has axes of length 1; its shape is (K,).")
averaged_over_samples = of(
    "return dx, dw, db",
    "return dx, dw / len(x), db / len(x)",
    "dw and db are averaged over the samples; dout is the slope of the loss already, so they add up.",
)
backward_without_stride = of(
    {"i * stride": "i", "j * stride": "j"}, "The stride is not used: stop (i, j) lies at pixel (i stride, j stride)."
)
backward_without_padding = of(PADDED, "x", "The padding is not used: dw and dx belong to the padded picture first.")
rim_after_the_picture = of(
    {PADDED: f"np.zeros_like({PADDED})\npadded[:, :height, :width] = x", BEFORE: "0, 0"},
    "The whole rim stands after the picture; half of it belongs before it, in dw and dx as on the way forward.",
)
dw_from_repeated_border = of(
    "dpadded, dw",
    """
    if padding == "same":
        (a, b), (c, d) = ((n // 2, n - n // 2) for n in np.subtract(padded.shape, x.shape)[1:3])
        padded = np.pad(x, [(0, 0), (a, b), (c, d), (0, 0)], mode="edge")
    dpadded, dw
    """,
    "dw is built on the unpadded picture's neighbours: where zeros met the weights, the border was repeated.",
)
left_over_pixels_lost = of(
    "np.zeros(padded.shape)",
    "np.zeros((len(x), (rows - 1) * stride + fh, (columns - 1) * stride + fw, x.shape[3]))",
    "dx is cut to the pixels that a stop covered; those left over belong to it, too, with a slope of 0.",
)
gradients_in_wrong_order = of(
    "return dx, dw, db", "return dw, db, dx", "The three come in the wrong order: dx, dw, db."
)
backward_rim_for_stride_one = of(
    {
        PADDED: PADDED.replace("stride", "1"),
        **{f"output_size(padded.shape[{k}], f{'hw'[k - 1]}, {VALID}": f"dout.shape[{k}]" for k in (1, 2)},
    },
    "The rim is made for stride 1; pass the stride on to pad_same.",
)
dw_without_padding = of(
    'nk->uvck", padded[window]',
    'nk->uvck", np.pad(x, [(0, p - n) for p, n in zip(padded.shape, x.shape)])[window]',
    "dw is built on the picture without the rim before it; the filters met the padded one.",
)
db_left_out = of("return dx, dw, db", "return dx, dw", "db is missing: the biases are learnt as well.")
all_averaged_over_samples = of(
    "return dx, dw, db",
    "return dx / len(x), dw / len(x), db / len(x)",
    "All three are averaged over the samples; dout is the slope of the loss already, so they add up.",
)
dw_averaged_over_stops = of(
    "return dx, dw, db", "return dx, dw / (rows * columns), db", "dw is averaged over the stops; their parts add up."
)
backward_stride_down_only = of("j * stride", "j", "The stride is used downwards only; it is for both directions.")
db_over_pictures_and_rows = of("axis=(0, 1, 2)", "axis=(0, 1)", "db keeps the columns apart; sum over them, too.")
backward_stops_missing = of(VALID, f"{VALID} - 1", "A row and a column of stops are left out at the end.")
dx_without_filters = of(
    '"nk,uvck->nuvc", dout[:, i, j], w)',
    '"nk,uvck->nuvc", dout[:, i, j], np.ones_like(w))',
    "dx is made of dout alone; each slope goes back times the weight that the pixel met.",
)
dx_of_last_filter = of(
    'dpadded[window] += np.einsum("nk,uvck->nuvc", dout[:, i, j], w)',
    'dpadded[window] = np.einsum("n,uvc->nuvc", dout[:, i, j, -1], w[..., -1])',
    "dx is set where it should grow, so that the last filter's part alone stays: += it is, for stops and filters.",
)
empty_cut_where_even = of(
    CUT,
    "dpadded[:, top : top - (padded.shape[1] - height), left : left - (padded.shape[2] - width)]",
    "[p:-p] is empty where p is 0; cut from p to p + H.",
)
cut_as_at_stride_one = of(
    BEFORE,
    '((fh - 1) // 2, (fw - 1) // 2) if padding == "same" else (0, 0)',
    "The rim that is cut off is that of stride 1; a larger stride often has less of it.",
)
db_of_last_stop = of(SUMS, "dout[:, -1, -1].sum(axis=0)", "db holds the last stop's part alone; all stops add up.")
dw_and_db_exchanged = of("return dx, dw, db", "return dx, db, dw", "dw and db have changed places: dx, dw, db.")
dw_of_last_picture = of(
    "padded[window], dout[:, i, j])",
    "padded[window][-1:], dout[-1:, i, j])",
    "dw holds the last picture's part alone; begin it once, before the loop over the pictures.",
)
inputs_and_filters_swapped = of(
    "return dx, dw, db", "return dw, dx, db", "dx and dw have changed places; the order is dx, dw, db."
)

# --- pool_forward ------------------------------------------------------------------------------------------------
of = changes("pool_forward")

always_max = of("[mode]", '["max"]', "The mode is not looked at: the maximum is taken in every mode.")
average_not_divided = of("np.mean", "np.sum", "The average is a sum; divide by the number of pixels in a window.")
average_divided_by_size = of(
    "np.mean",
    "lambda window, axis: window.sum(axis) / size",
    "The average is divided by size; a window has size x size pixels.",
)
sum_divided = of("np.sum", "np.mean", "The sum is an average; don't divide it.")
max_starts_at_zero = of(
    "np.max",
    "lambda window, axis: window.max(axis, initial=0)",
    "The maximum starts from 0, so it is wrong where a whole window lies below.",
)
max_starts_at_minus_a_thousand = of(
    "np.max",
    "lambda window, axis: window.max(axis, initial=-1000)",
    "The maximum starts from -1000; a window may lie below that, too.",
)
max_of_absolute = of(
    "np.max",
    "lambda window, axis: np.abs(window).max(axis)",
    "The largest absolute value is taken; the maximum may be below zero.",
)
stride_taken_as_size = of(
    "rows, columns =", "stride = size\nrows, columns =", "The windows are `size` apart; they are `stride` apart."
)
pooled_at_stride_one = of(
    "rows, columns =", "stride = 1\nrows, columns =", "The windows are one pixel apart; they are `stride` apart."
)
windows_as_wide_as_the_stride = of(
    {"i * stride + size": "i * stride + stride", "j * stride + size": "j * stride + stride"},
    "The windows are `stride` wide; they are `size` wide, and `stride` apart.",
)
windows_not_apart = of(
    {"i * stride": "i", "j * stride": "j"},
    "The windows lie one pixel apart: a window's place is its number times the stride.",
)
windows_that_do_not_fit = of(
    {f"output_size(x.shape[{axis}], size, {VALID}": f"-(-(x.shape[{axis}] - size) // stride) + 1" for axis in (1, 2)},
    "A window that does not fit is kept; drop it.",
)
channels_pooled_together = of(
    "axis=(1, 2))", "axis=(1, 2, 3))[:, None]", "The channels are pooled together; each channel is pooled on its own."
)
minimum_pooled = of("np.max", "np.min", "The smallest value is taken; max pooling keeps the largest.")
average_is_maximum = of('"average": np.mean', '"average": np.max', "In mode average the maximum is taken.")
sum_is_maximum = of('"sum": np.sum', '"sum": np.max', "In mode sum the maximum is taken.")
median_for_average = of("np.mean", "np.median", "The median is taken; the average is the mean.")
last_windows_missing = of(VALID, f"{VALID} - 1", "A row and a column of windows are missing at the end.")
pool_stride_down_only = of("j * stride", "j", "The stride is used downwards only; it is for both directions.")
pooled_to_integers = of("x.shape[3]))", "x.shape[3]), int)", "The result is cut to integers; make it of floats.")
average_and_sum_exchanged = of(
    {'"average": np.mean': '"average": np.sum', '"sum": np.sum': '"sum": np.mean'}, "Average and sum are exchanged."
)
pooled_all_together = of(
    "(window, axis=(1, 2))", "(window)", "Pictures and channels are pooled together; each map is pooled on its own."
)
windows_placed_by_size = of(
    {"i * stride": "i * size", "j * stride": "j * size"}, "The windows lie `size` apart; they are `stride` apart."
)
windows_as_many_as_blocks = of(
    {f"output_size(x.shape[{axis}], size, {VALID}": f"x.shape[{axis}] // size" for axis in (1, 2)},
    "There are as many windows as fit side by side; how many there are hangs on the stride: see output_size.",
)
windows_of_same = of(
    VALID, 'stride, "same")', 'The windows are counted as for "same"; those that do not fit are dropped, as in "valid".'
)
maps_taken_as_square = of(
    "output_size(x.shape[2]", "output_size(x.shape[1]", "The maps are taken to be square: columns come from the width."
)
pooled_map_on_its_side = of("return pooled", "return pooled.transpose(0, 2, 1, 3)", "The maps lie on their side.")
average_for_largest = of('"max": np.max', '"max": np.mean', 'In the mode "max" this is the average.')
relu_before_pooling = of(
    "(window, axis", "(np.maximum(window, 0), axis", "What is below zero becomes 0; pooling takes numbers as they are."
)
average_divided_by_stride = of(
    "np.mean,",
    "lambda part, axis: part.sum(axis=axis) / stride**2,",
    "The average is divided by stride^2; a window has size x size pixels.",
)

# --- pool_backward -----------------------------------------------------------------------------------------------
of = changes("pool_backward")
ADD, LARGEST = "dx[window] += share * dout[:, i : i + 1, j : j + 1]", "np.argmax(pixels, axis=1, keepdims=True)"
IS_LARGEST = f"np.arange(size**2)[:, None] == {LARGEST}"

pool_overwritten = of(
    "+=", "=", "dx is set where it should grow: a pixel in several windows gets something from each, so += it is."
)
winner_overwritten = of(
    ADD,
    f"""
    if mode == "max":
        dx[window] = np.where(share, dout[:, i : i + 1, j : j + 1], dx[window])
    else:
        {ADD}
    """,
    "A maximum's slope is set where it should grow: it may win in several windows, and they add up.",
)
every_maximum = of(
    IS_LARGEST,
    "pixels == pixels.max(axis=1, keepdims=True)",
    "In a tie every maximum gets the whole slope; only the first one gets it.",
)
shared_among_maxima = of(
    IS_LARGEST,
    "pixels == pixels.max(axis=1, keepdims=True)\nlargest = largest / largest.sum(axis=1, keepdims=True)",
    "In a tie the slope is shared out; the first maximum gets all of it.",
)
last_in_a_tie = of(
    LARGEST,
    "size**2 - 1 - np.argmax(pixels[:, ::-1], axis=1, keepdims=True)",
    "In a tie the last maximum gets the slope; it is the first one's.",
)
first_in_its_column = of(
    {
        "x[window].reshape(": "x[window].transpose(0, 2, 1, 3).reshape(",
        "largest.reshape(x[window].shape)": "largest.reshape(x[window].shape).transpose(0, 2, 1, 3)",
    },
    "In a tie the first maximum is looked for column by column; row-major is row by row.",
)
share_not_divided = of(
    "1 / size**2", "1", "The average's slope is not divided: each pixel of a window gets 1 / size^2 of it."
)
share_divided_by_size = of(
    "1 / size**2", "1 / size", "The average's slope is divided by size; a window has size x size pixels."
)
sum_share_divided = of(
    '"sum": 1', '"sum": 1 / size**2', "The sum's slope is divided; every pixel of a window counts in full."
)
always_to_the_maximum = of("[mode]", '["max"]', "The mode is not looked at: all goes to the maximum in every mode.")
unpooled_at_size = of(
    "rows, columns =",
    "stride = size\nrows, columns =",
    "The windows are taken to be `size` apart; they are `stride` apart.",
)
unpooled_at_stride_one = of(
    {"i * stride": "i", "j * stride": "j"}, "The windows are taken to be one pixel apart; they are `stride` apart."
)
maximum_over_channels = of(
    IS_LARGEST,
    "pixels == pixels.max(axis=(1, 2), keepdims=True)",
    "One maximum is taken over all channels; each channel has its own.",
)
pixel_for_slope = of(ADD, "dx[window] += share * x[window]", "The pixel itself is handed back in place of the slope.")
slope_divided_in_place = of(
    "dx = np.zeros(x.shape)",
    """
    if mode == "average":
        dout /= size**2
        mode = "sum"
    dx = np.zeros(x.shape)
    """,
    "dout itself is divided (/=), lost to whoever passed it in: divide what is handed on.",
)
max_to_every_pixel = of("largest.reshape(x[window].shape)", "1", "In mode max every pixel gets the slope, not one.")
max_shared_out = of(
    "largest.reshape(x[window].shape)", "1 / size**2", "In mode max the slope is shared out; the largest gets all."
)
to_the_smallest = of("np.argmax", "np.argmin", "The smallest pixel gets the slope; it belongs to the largest.")
to_the_largest_size = of(
    "np.argmax(pixels", "np.argmax(np.abs(pixels)", "The largest absolute value gets the slope; the sign counts."
)
last_windows_left_out = of(VALID, f"{VALID} - 1", "A row and a column of windows are left out at the end.")
unpooled_to_integers = of("np.zeros(x.shape)", "np.zeros(x.shape, int)", "The slopes are cut to integers; make floats.")
unpooled_stride_down_only = of("j * stride", "j", "The stride is used downwards only; it is for both directions.")
first_maximum_over_channels = of(
    IS_LARGEST,
    "np.arange(pixels[0].size).reshape(pixels.shape[1:]) == pixels.reshape(len(x), -1).argmax(axis=1)[:, None, None]",
    "One maximum is taken over all channels; each channel has its own.",
)
maximum_over_pictures = of(
    IS_LARGEST, "pixels == pixels.max()", "One maximum is taken over all pictures; each map of each has its own."
)
place_in_window_taken_for_place = of(
    ADD,
    """
    if mode == "max":
        dx[:, :size, :size] += share * dout[:, i : i + 1, j : j + 1]
    else:
        dx[window] += share * dout[:, i : i + 1, j : j + 1]
    """,
    "In mode max the place in the window is taken for that in the picture: add where the window begins.",
)
maximum_multiplied_in = of(
    "largest.reshape(x[window].shape)",
    "largest.reshape(x[window].shape) * x[window]",
    "In mode max the slope is multiplied by the pixel; it goes back as it is.",
)
maximum_sought_from_zero = of(
    "np.argmax(pixels", "np.argmax(np.maximum(pixels, 0)", "The search begins at 0, so it is wrong where all lie below."
)
shares_exchanged = of(
    {'"average": 1 / size**2': '"average": 1', '"sum": 1}': '"sum": 1 / size**2}'}, "Average and sum are exchanged."
)
rows_for_columns = of(
    "largest.reshape(x[window].shape)",
    "largest.reshape(x[window].shape).transpose(0, 2, 1, 3)",
    "Within the window, row and column of the largest are exchanged.",
)
share_cut_to_zero = of("1 / size**2", "1 // size**2", "The share is cut down to 0: // rounds down, / divides.")
begun_with_ones = of("np.zeros", "np.ones", "dx begins with ones; where parts are added up, begin with zeros.")
slope_times_pixel = of(
    "share * dout[:, i : i + 1, j : j + 1]",
    "share * dout[:, i : i + 1, j : j + 1] * x[window]",
    "The slopes are multiplied by the pixels themselves; pooling only picks or adds up.",
)

# --- flatten -----------------------------------------------------------------------------------------------------
of = changes("flatten")
ROWS = "x.reshape(len(x), -1)"

one_long_row = of("len(x), -1", "1, -1", "All pictures end up in one long row; each has a row of its own.")
batch_axis_lost = of(ROWS, "x.ravel()", "The batch's axis is lost; the result is (N, H W C), for one picture as well.")
channels_first = of(
    "x.reshape",
    "x.transpose(0, 3, 1, 2).reshape",
    "The channels come first; in row-major order of (H, W, C) they run fastest.",
)
flat_on_its_side = of(ROWS, f"{ROWS}.T", "The result lies on its side: one row is one picture.")
pictures_mixed = of(
    ROWS, "x.reshape(-1, len(x)).T", "The pictures get mixed: the batch is the first axis, and stays it."
)
column_major = of("-1)", '-1, order="F")', "This is column-major order; row-major is NumPy's own.")
columns_first = of("x.reshape", "x.transpose(0, 2, 1, 3).reshape", "Columns come before rows; it goes row by row.")
channels_kept_apart = of("len(x), -1", "len(x), -1, x.shape[3]", "The channels kept an axis; each picture is one row.")
pictures_averaged = of(ROWS, "x.mean(axis=(1, 2))", "Each map is averaged to one number; flatten keeps every pixel.")
first_picture_flat = of(ROWS, "x[0].reshape(1, -1)", "Only the first picture is unrolled; there is a row for each.")
pictures_last = of("(len(x), -1)", "(-1, len(x))", "The number of pictures comes second; there is a row for each.")

# --- fully_connected_forward -------------------------------------------------------------------------------------
of = changes("fully_connected_forward")

dense_bias_missing = of(" + b", "", "The bias is missing.")
dense_bias_subtracted = of("+ b", "- b", "The bias is subtracted; add it.")
dense_with_relu = of("x @ w + b", "np.maximum(x @ w + b, 0)", "No activation belongs here: x w + b is all.")
dense_on_its_side = of("x @ w + b", "(x @ w + b).T", "The result lies on its side: one row is one picture.")
dense_bias_summed = of("+ b", "+ b.sum()", "All biases are added to every output; each output has its own.")
dense_with_softmax = of("x @ w + b", "softmax(x @ w + b)", "No activation belongs here: x w + b is all.")
dense_with_tanh = of("x @ w + b", "np.tanh(x @ w + b)", "No activation belongs here: x w + b is all.")
dense_bias_multiplied = of("+ b", "* b", "The bias multiplies the sum; it is added to it.")
dense_mean_for_sum = of("x @ w", "x @ w / len(w)", "This is the mean of the weighted inputs; their sum is asked.")
dense_with_sigmoid = of("x @ w + b", "1 / (1 + np.exp(-(x @ w + b)))", "No activation belongs here: x w + b is all.")
dense_bias_inside = of("x @ w + b", "x @ (w + b)", "The bias is added to the weights; it belongs to their sums.")
dense_first_bias_for_all = of("+ b", "+ b[0]", "The first bias is added to every output; each output has its own.")
dense_mean_over_samples = of("x @ w", "x @ w / len(x)", "The sums are divided by the number of samples; leave them.")

# --- fully_connected_backward ------------------------------------------------------------------------------------
of = changes("fully_connected_backward")
DB = "dout.sum(axis=0)"

dense_dw_on_its_side = of("x.T @ dout", "dout.T @ x", "dw lies on its side; its shape is that of w.")
dense_db_not_summed = of(DB, "dout", "db has one row a sample; sum them over the samples.")
dense_db_over_everything = of(DB, "dout.sum()", "db is one number; sum over the samples only.")
dense_db_over_outputs = of("axis=0", "axis=1", "db is summed over the outputs; sum over the samples, axis 0.")
dense_db_averaged = of("dout.sum", "dout.mean", "db is a mean; a bias reaches every sample, and its slopes add up.")
dense_db_with_axis = of("axis=0", "axis=0, keepdims=True", "db has an axis too many; its shape is (K,).")
dense_averaged = of(
    {"x.T @ dout": "x.T @ dout / len(x)", "dout.sum": "dout.mean"},
    "dw and db are averaged over the samples; dout is the slope of the loss already.",
)
dense_wrong_order = of(
    "dout @ w.T, x.T @ dout, dout.sum(axis=0)",
    "x.T @ dout, dout.sum(axis=0), dout @ w.T",
    "The three come in the wrong order: dx, dw, db.",
)
dense_weights_first = of(
    "dout @ w.T, x.T @ dout", "x.T @ dout, dout @ w.T", "dx and dw have changed places; the order is dx, dw, db."
)
dense_dx_on_its_side = of("dout @ w.T", "w @ dout.T", "dx lies on its side; its shape is that of x.")
dense_dw_averaged = of("x.T @ dout", "x.T @ dout / len(x)", "dw is averaged over the samples; they add up.")
dense_db_left_out = of(", dout.sum(axis=0)", "", "db is missing: the biases are learnt as well.")
dense_with_relu_slope = of("dout @ w.T", "dout @ w.T * (x > 0)", "A ReLU's slope is in dx; there is no activation.")
dense_of_last_sample = of(
    "x.T @ dout, dout.sum(axis=0)",
    "x[-1:].T @ dout[-1:], dout[-1]",
    "dw and db hold the last sample's part alone; over the samples they add up.",
)

# --- cnn_forward -------------------------------------------------------------------------------------------------
of = changes("cnn_forward")
SQUASHED = "softmax(scores)"
MOVED = "scores - scores.max(axis=1, keepdims=True)"

scores_overflow = of(
    SQUASHED,
    "np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)",
    "np.exp overflows for large scores. Call the given softmax, or move each picture's scores near 0 first.",
)
moved_by_one_number = of(
    SQUASHED,
    "np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum(axis=1, keepdims=True)",
    "The scores are moved by one number for the whole batch; each picture needs its own.",
)
relu_missing = of({"np.maximum(": "", "), 0)": ")"}, "The ReLU is missing after the convolution.")
scores_returned = of(SQUASHED, "scores", "These are the scores; send them through the softmax.")
average_pooled = of('"max"', '"average"', "The pooling is an average; here it is the maximum.")
scores_clipped = of(
    SQUASHED,
    "softmax(np.clip(scores, -500, 500))",
    "Large scores are clipped, which changes the probabilities; moving them all by one number does not.",
)
softmax_over_everything = of(
    SQUASHED,
    "np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum()",
    "The softmax runs over the whole batch; each picture's probabilities add up to 1.",
)
softmax_over_pictures = of(
    SQUASHED,
    "softmax(scores.T).T",
    "The softmax runs over the pictures; it belongs to the classes, axis 1.",
)
sigmoid_at_the_end = of(
    SQUASHED,
    "1 / (1 + np.exp(-scores))",
    "A sigmoid stands at the end; the probabilities of the classes come from the softmax.",
)
classes_returned = of(
    SQUASHED, "scores.argmax(axis=1)", "The most probable class is returned; the probabilities were asked."
)
parameters_by_place = of(
    {"maps = np": "Wc, bc, Wd, bd = params.values()\nmaps = np"}
    | {f'params["{name}"]': name for name in ("Wc", "bc", "Wd", "bd")},
    "The parameters are taken in the order in which they stand in the dict; take each by its name.",
)
network_without_bc = of('params["bc"]', '0 * params["bc"]', "The bias of the convolution is missing.")
network_without_bd = of('params["bd"]', '0 * params["bd"]', "The bias of the fully connected layer is missing.")
valid_convolution = of(
    '"same"', '"valid"', 'The convolution is "valid"; it is "same" here, so that only the pooling shrinks the maps.'
)
relu_on_scores = of(SQUASHED, "softmax(np.maximum(scores, 0))", "A second ReLU stands before the softmax.")
sum_pooled = of('"max"', '"sum"', "The pooling is a sum; here it is the maximum.")
sigmoid_for_relu = of({"np.maximum(": "1 / (1 + np.exp(-", "), 0)": ")))"}, "A sigmoid was used; here it is the ReLU.")
tanh_for_relu = of({"np.maximum(": "np.tanh(", "), 0)": "))"}, "A tanh follows the convolution; here it is the ReLU.")
network_biases_missing = of(
    {'params["bc"]': '0 * params["bc"]', 'params["bd"]': '0 * params["bd"]'}, "Both biases are missing."
)
network_filters_turned = of('params["Wc"]', 'params["Wc"][::-1, ::-1]', "The filters are turned round by half a turn.")
softmax_twice = of(SQUASHED, f"softmax({SQUASHED})", "The softmax is taken twice.")
logarithms_returned = of(SQUASHED, f"np.log({SQUASHED})", "These are logarithms of the probabilities; leave those.")
not_normalised = of(SQUASHED, f"np.exp({MOVED})", "The exponentials are not divided by their sum yet.")
moved_by_mean = of(
    f"return {SQUASHED}",
    "e = np.exp(scores - scores.mean(axis=1, keepdims=True))\nreturn e / e.sum(axis=1, keepdims=True)",
    "With the mean subtracted, a score far above it still overflows.",
)
pooled_at_stride_one_in_network = of('2, 2, "max"', '2, 1, "max"', "The pooling has stride 1; here it is 2.")
pooling_left_out = of('pool_forward(maps, 2, 2, "max")', "maps", "The pooling is missing.")
absolute_for_relu = of(
    {"np.maximum(": "np.abs(", "), 0)": "))"}, "The sign is dropped; ReLU makes what is below zero 0."
)
minimum_for_relu = of(
    "np.maximum(", "np.minimum(", "np.minimum keeps what lies below zero; ReLU keeps what lies above."
)
moved_by_largest_size = of(
    f"return {SQUASHED}",
    "e = np.exp(scores - np.abs(scores).max(axis=1, keepdims=True))\nreturn e / e.sum(axis=1, keepdims=True)",
    "The scores are moved by the largest absolute value; where all lie far below zero, nothing is left of them.",
)
relu_moved_behind = of(
    {"np.maximum(": "(", "), 0)": "))", "return softmax(scores)": "return softmax(np.maximum(scores, 0))"},
    "The ReLU stands before the softmax; it belongs behind the convolution.",
)
filters_bias_for_dense = of('params["bd"]', 'params["bc"]', "The dense layer gets the filters' bias; its own is bd.")

# --- cnn_loss_and_gradients --------------------------------------------------------------------------------------
of = changes("cnn_loss_and_gradients")
SUMMED, GUARDED = "-np.sum(y * np.log(np.maximum(y_hat, 1e-30)))", "np.maximum(y_hat, 1e-30)"
LOGARITHMS = f"y * np.log({GUARDED})"

loss_summed = of(f"{SUMMED} / len(x)", SUMMED, "The loss is a sum over the pictures; it is their mean.")
loss_averaged_over_classes = of(
    f"{SUMMED} / len(x)", f"{SUMMED} / y.size", "The loss is averaged over the classes, too; it is divided by N alone."
)
gradients_summed = of(
    "(y_hat - y) / len(x)", "y_hat - y", "The gradients are sums over the pictures; the loss is a mean, so divide by N."
)
all_summed = of(" / len(x)", "", "Loss and gradients are sums over the pictures; both are means.")
divided_twice = of("(y_hat - y) / len(x)", "(y_hat - y) / len(x) ** 2", "The gradients are divided by N twice.")
loss_without_minus = of(
    "-np.sum",
    "np.sum",
    "The loss is below zero: the logarithm of a probability is, so the minus sign belongs in front.",
)
gradients_downhill = of(
    "y_hat - y)", "y - y_hat)", "The gradients point downhill: the slope of the scores is y_hat - y."
)
loss_infinite = of(
    f"{SUMMED} / len(x)",
    "-np.mean(np.log((y * y_hat).sum(axis=1)))",
    "The logarithm of 0 makes the loss infinite, or nan; keep it away from exactly 0.",
)
loss_not_a_number = of(
    GUARDED, "y_hat", "0 times the logarithm of 0 makes the loss nan; keep the logarithm away from exactly 0."
)
infinite_loss_dropped = of(
    LOGARITHMS,
    "np.nan_to_num(y * np.log(y_hat), neginf=0.0)",
    "An infinite loss is replaced by 0; a wrong answer given for certain costs a lot.",
)
binary_cross_entropy = of(
    LOGARITHMS,
    "y * np.log(np.maximum(y_hat, 1e-15)) + (1 - y) * np.log(np.maximum(1 - y_hat, 1e-15))",
    "The loss counts the classes that are wrong as well; only the true class's logarithm enters.",
)
relu_slope_missing = of("dmaps * (conv > 0)", "dmaps", "The slope of the ReLU is missing on the way back.")
relu_slope_of_gradient = of(
    "(conv > 0)", "(dmaps > 0)", "The ReLU's slope asks the sign of what comes back; it asks the sign of what went in."
)
relu_for_slope = of(
    "(conv > 0)", "maps", "The ReLU itself stands where its slope should: 1 where its input was above 0, else 0."
)
pooling_slope_shared = of(
    'shape), maps, 2, 2, "max"',
    'shape), maps, 2, 2, "average"',
    "The pooling's slope is shared out among the window; it goes to the maximum alone.",
)
softmax_slope_twice = of(
    "(y_hat - y)",
    "(y_hat - y) * y_hat * (1 - y_hat)",
    "The softmax's slope is multiplied in a second time; y_hat - y has it already.",
)
classes_not_subtracted = of(
    "(y_hat - y)", "y_hat", "The true classes are missing from the slope of the scores: it is y_hat - y."
)
gradients_without_d = of(
    {f'"d{name}"': f'"{name}"' for name in ("Wc", "bc", "Wd", "bd")},
    "The gradients are named like the parameters; put a d in front: dWc.",
)
bias_gradients_missing = of({'"dbc": dbc, ': "", ', "dbd": dbd': ""}, "The bias gradients are missing from the dict.")
loss_base_two = of("np.log(", "np.log2(", "A logarithm to base 2 was taken; np.log is the natural one.")
loss_base_ten = of("np.log(", "np.log10(", "A logarithm to base 10 was taken; np.log is the natural one.")
loss_of_each_picture = of(
    f"{SUMMED} / len(x)", f"-np.sum({LOGARITHMS}, axis=1)", "There is one loss for each picture; take their mean."
)
loss_without_logarithm = of(f"np.log({GUARDED})", "y_hat", "The logarithm is missing from the loss.")
loss_of_squares = of(SUMMED, "np.sum((y - y_hat) ** 2)", "These are squared errors; the loss is the cross-entropy.")
entropy_of_prediction = of(
    LOGARITHMS, f"y_hat * np.log({GUARDED})", "This is the entropy of y_hat; y weighs the logarithms."
)
truth_and_prediction_swapped = of(LOGARITHMS, "y_hat * np.log(np.maximum(y, 1e-30))", "y and y_hat are exchanged.")
loss_guard_too_large = of("1e-30", "1e-3", "The small number is too large: improbable and impossible cost the same.")
softmax_left_out = of(
    "(y_hat - y)", "-y / np.maximum(y_hat, 1e-30)", "This is the slope with respect to y_hat; the softmax is left out."
)
gradients_alone = of("return loss, {", "return {", "Only the gradients are returned; the loss comes first.")
conv_bias_gradient_one_number = of('"dbc": dbc', '"dbc": dbc.sum()', "dbc is one number; keep the filters apart.")
dense_bias_gradient_one_number = of('"dbd": dbd', '"dbd": dbd.sum()', "dbd is one number; keep the classes apart.")
bias_gradients_averaged = of(
    {'"dbc": dbc': '"dbc": dbc / len(x)', '"dbd": dbd': '"dbd": dbd / len(x)'}, "The biases' slopes have 1/N in twice."
)
slope_at_zero = of("(conv > 0)", "(conv >= 0)", "The ReLU's slope at exactly 0 is taken as 1; it is 0 there.")
gradients_averaged_over_classes = of(
    "(y_hat - y) / len(x)", "(y_hat - y) / y.size", "The gradients are divided by the number of classes, too."
)
loss_of_most_probable = of(
    f"{SUMMED} / len(x)",
    "-np.mean(np.log(y_hat.max(axis=1)))",
    "The loss looks at the most probable class; it is about the true one.",
)
gradients_before_loss = of(
    'return loss, {"dWc": dWc, "dbc": dbc, "dWd": dWd, "dbd": dbd}',
    'return {"dWc": dWc, "dbc": dbc, "dWd": dWd, "dbd": dbd}, loss',
    "The loss and the gradients have changed places: the loss comes first.",
)
way_back_valid = of(
    'x, params["Wc"], 1, "same")\nreturn',
    'x, params["Wc"])\nreturn',
    'conv_backward isn\'t told "same"; it has to be told what conv_forward was.',
)

# --- train_cnn ---------------------------------------------------------------------------------------------------
of = changes("train_cnn")
STARTS, NOTE, MEAN = "range(0, len(x), batch_size)", "total += loss * len(batch)", "losses.append(total / len(x))"
UPDATE = 'params = {name: weight - alpha * grads["d" + name] for name, weight in params.items()}'
LOSS_NOW = "cnn_loss_and_gradients(x, y, params)[0]"

last_batch_dropped = of(
    STARTS,
    "range(0, len(x) - batch_size + 1, batch_size)",
    "The last, smaller batch is left out; its samples count, too.",
)
batches_evened_out = of(
    {
        f"start in {STARTS}": "batch in np.array_split(order, max(len(x) // batch_size, 1))",
        "batch = order[start : start + batch_size]": "",
    },
    "The samples are spread evenly; each batch has batch_size of them, and the last one what is left.",
)
step_after_the_epoch = of(
    f"    {UPDATE}\n{MEAN}", f"{UPDATE}\n{MEAN}", "One step is taken in each epoch; take one after every batch."
)
first_batch_only = of(
    STARTS,
    "range(0, min(batch_size, len(x)), batch_size)",
    "Only the first batch of each epoch is used; an epoch sees every sample.",
)
mean_over_batches = of(
    {NOTE: "total += loss", MEAN: f"losses.append(total / len({STARTS}))"},
    "An epoch's number is the mean of its batches; take the mean over samples: a smaller batch counts for less.",
)
batch_losses_summed = of(
    {NOTE: "total += loss", MEAN: "losses.append(total)"},
    "The batches' losses are added up; an epoch's number is their mean over the samples.",
)
last_loss_only = of(
    MEAN,
    "losses.append(loss)",
    "Only the last batch's loss is kept; an epoch's number is the mean over all its samples.",
)
first_loss_only = of(
    NOTE,
    "if start == 0:\n    total = loss * len(x)",
    "Only the first batch's loss is kept; an epoch's number is the mean over all its samples.",
)
losses_after_update = of(
    {NOTE: "", UPDATE: f"{UPDATE}\ntotal += cnn_loss_and_gradients(x[batch], y[batch], params)[0] * len(batch)"},
    "The losses are taken after each update; take them before, together with the gradients.",
)
loss_at_the_end = of(
    MEAN,
    f"losses.append({LOSS_NOW})",
    "The loss of the whole set after the epoch is kept; the mean of the batch losses along the way was asked.",
)
loss_at_the_beginning = of(
    {MEAN: "", "total = 0.0": f"total = 0.0\nlosses.append({LOSS_NOW})"},
    "The loss of the whole set before the epoch is kept; the mean of the batch losses along the way was asked.",
)
loss_for_every_batch = of(
    {MEAN: "", NOTE: "losses.append(loss)"}, "There is a loss for every batch; there should be one for every epoch."
)
order_ignored = of(
    "order[start", "np.arange(len(x))[start", "The samples are taken as they come; each epoch has an order of its own."
)
first_order_only = of("order[start", "orders[0][start", "Every epoch takes the first epoch's order; each has its own.")
last_order_only = of("order[start", "orders[-1][start", "Every epoch takes the last epoch's order; each has its own.")
orders_pile_up = of(
    "total = 0.0",
    "x, y, order, total = x[order], y[order], np.arange(len(x)), 0.0",
    "An epoch reorders what the one before has reordered; every order is about the samples as they came.",
)
places_for_samples = of(
    "order[start",
    "np.argsort(order)[start",
    "The order is read the wrong way round: it says which sample comes next, not where each sample goes.",
)
classes_left_behind = of(
    "y[batch]",
    "y[start : start + batch_size]",
    "x is put in order without y, so pictures get each other's classes; use one order for both.",
)
pictures_left_behind = of(
    "x[batch]",
    "x[start : start + batch_size]",
    "y is put in order without x, so pictures get each other's classes; use one order for both.",
)
one_batch_an_epoch = of(
    {STARTS: "[0]", MEAN: "losses.append(loss)"},
    "Only one batch is used in each epoch; an epoch goes through all samples.",
)
whole_set_at_once = of(
    "losses = []", "losses, batch_size = [], len(x)", "The whole set is one batch; cut it into batches of batch_size."
)
divided_by_batch_size = of(
    "alpha * grads",
    "alpha / len(batch) * grads",
    "The gradients are divided by the batch's size a second time; they are means already.",
)
climbing = of("weight - alpha", "weight + alpha", "This climbs: the gradient points uphill, so it is subtracted.")
never_updated = of(
    "params = {", "new = {", "The parameters never change: keep what each update gives for the next batch."
)
stale_gradients = of(
    {"total = 0.0": "first, total = params, 0.0", "y[batch], params)": "y[batch], first)"},
    "All gradients of an epoch are taken at its first parameters; take each at what the batch before has left.",
)
changed_in_place = of(
    UPDATE,
    """
    for name in params:
        params[name] -= alpha * grads["d" + name]
    """,
    "The arrays of params are changed in place. Build new ones: a - b, not a -= b. (params.copy() keeps the arrays.)",
)
changed_dict = of(
    UPDATE,
    """
    for name in params:
        params[name] = params[name] - alpha * grads["d" + name]
    """,
    "The new arrays are put into the dict that was passed in; make a new dict.",
)
samples_shuffled_in_place = of(
    {"total = 0.0": "x[:], y[:], total = x[order], y[order], 0.0", "order[start": "np.arange(len(x))[start"},
    "x or y itself is put in order; take the samples by their indices, or from a copy.",
)
ended_where_it_learns_little = of(
    MEAN,
    f"{MEAN}\nif len(losses) > 1 and abs(losses[-1] - losses[-2]) < 1e-6:\n    break",
    "Training ends where the loss hardly changes; every order is an epoch, whatever the loss does.",
)
one_epoch_short = of("in orders", "in orders[:-1]", "One epoch is missing.")
biases_not_updated = of(
    UPDATE,
    'params = {**params, **{name: params[name] - alpha * grads["d" + name] for name in ("Wc", "Wd")}}',
    "The biases are not updated.",
)
results_swapped = of("return params, losses", "return losses, params", "params and losses come in the wrong order.")
rate_unused = of("alpha * ", "", "The learning rate is not used.")
sign_of_gradient = of(
    'grads["d" + name]', 'np.sign(grads["d" + name])', "Only the gradients' signs are used, not their size."
)
last_epoch_only = of("return params, losses", "return params, losses[-1:]", "Only the last epoch's loss is returned.")
first_epoch_only = of(MEAN, f"{MEAN}\nreturn params, losses", "One epoch is made: `return` stands inside the loop.")
end_not_moved = of("start : start + batch_size", "start : batch_size", "A batch's end doesn't move on with its start.")
first_batch_dropped = of(STARTS, "range(batch_size, len(x), batch_size)", "The first batch is left out: start at 0.")
steps_alone = of("weight - alpha", "-alpha", "The parameters become their own change; subtract it from them.")
params_alone = of("return params, losses", "return params", "Only the parameters are returned; losses are asked, too.")
full_batches_assumed = of(
    NOTE, "total += loss * batch_size", "Every batch's loss counts as that of a full one; the last may be smaller."
)
divided_by_batch_size_asked = of(
    "alpha * grads", "alpha / batch_size * grads", "The gradients are divided by batch_size; they are means already."
)
total_never_begun_anew = of(
    {"total = 0.0": "", "losses = []": "losses, total = [], 0.0"},
    "The losses of earlier epochs are in the sum, too: begin it anew in each epoch.",
)
batches_one_short = of(
    "start + batch_size]", "start + batch_size - 1]", "Each batch lacks its last one: the end of a slice isn't in it."
)

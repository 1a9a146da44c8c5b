"""Right answers to unit 7 in other forms: each must keep every point."""

import math

import numpy as np

from deltarule import alternative

from .gan import (
    discriminator,
    discriminator_gradients,
    discriminator_objective,
    discriminator_step,
    generator,
    generator_gradients,
    generator_objective,
    generator_step,
    non_saturating_generator_loss,
    optimal_discriminator,
    sigmoid,
    train_gan,
    value_at_optimum,
)


def single(theta):
    """Give parameters in float32."""
    return {name: value.astype(np.float32) for name, value in theta.items()}


@alternative("sample_noise")
def noise_by_normal(num_samples, noise_dim, rng):
    return rng.normal(loc=0.0, scale=1.0, size=[num_samples, noise_dim])


@alternative("sample_noise")
def noise_one_by_one(num_samples, noise_dim, rng):
    return np.array([[rng.standard_normal() for _ in range(num_samples)] for _ in range(noise_dim)]).T


@alternative("sample_noise")
def noise_by_box_and_muller(num_samples, noise_dim, rng):
    u, v = 1 - rng.random((num_samples, noise_dim)), rng.random((num_samples, noise_dim))
    return np.sqrt(-2 * np.log(u)) * np.cos(2 * np.pi * v)


@alternative("sample_noise")
def noise_in_float32(num_samples, noise_dim, rng):
    return rng.standard_normal((num_samples, noise_dim), dtype=np.float32)


@alternative("generator")
def generator_by_einsum(z, theta_g):
    h = np.tanh(np.einsum("nk,kh->nh", z, theta_g["W1"]) + theta_g["b1"][None, :])
    return np.einsum("nh,hd->nd", h, theta_g["W2"]) + theta_g["b2"][None, :]


@alternative("generator")
def generator_sample_by_sample(z, theta_g):
    rows = []
    for noise in z:
        h = [math.tanh(sum(noise * column) + b) for column, b in zip(theta_g["W1"].T, theta_g["b1"], strict=True)]
        rows.append(np.dot(h, theta_g["W2"]) + theta_g["b2"])
    return np.array(rows)


@alternative("generator")
def generator_written_into_a_copy(z, theta_g):
    h = z.copy() @ theta_g["W1"]
    h += theta_g["b1"]
    samples = np.tanh(h, out=h).dot(theta_g["W2"])
    samples += theta_g["b2"]
    return samples


@alternative("generator")
def generator_in_float32(z, theta_g):
    return generator(z.astype(np.float32), single(theta_g))


@alternative("discriminator")
def discriminator_by_generator(x, theta_d):
    return sigmoid(generator(x, theta_d))


@alternative("discriminator")
def discriminator_by_tanh(x, theta_d):
    h = 2 * sigmoid(2 * (np.dot(x, theta_d["W1"]) + theta_d["b1"])) - 1
    return 0.5 * (1 + np.tanh((np.dot(h, theta_d["W2"]) + theta_d["b2"]) / 2))


@alternative("discriminator")
def discriminator_sample_by_sample(x, theta_d):
    judged = np.zeros((len(x), 1))
    for n, sample in enumerate(x):
        score = np.tanh(sample @ theta_d["W1"] + theta_d["b1"]) @ theta_d["W2"] + theta_d["b2"]
        judged[n] = math.exp(score[0]) / (1 + math.exp(score[0]))
    return judged


@alternative("discriminator")
def discriminator_in_float32_and_back(x, theta_d):
    return discriminator(x.astype(np.float32), single(theta_d)).astype(float)


@alternative("discriminator")
def discriminator_in_float32(x, theta_d):
    return discriminator(x.astype(np.float32), single(theta_d))


@alternative("discriminator_objective")
def objective_with_epsilon_added(d_real, d_fake):
    return np.log(d_real + 1e-8).mean() + np.log(1 - d_fake + 1e-8).mean()


@alternative("discriminator_objective")
def objective_with_the_largest_guard_added(d_real, d_fake):
    return np.mean(np.log(d_real + 1e-7)) + np.mean(np.log(1 - d_fake + 1e-7))


@alternative("discriminator_objective")
def objective_with_the_largest_guard_clipped(d_real, d_fake):
    d_real, d_fake = np.clip(d_real, 1e-7, 1 - 1e-7), np.clip(d_fake, 1e-7, 1 - 1e-7)
    return (np.log(d_real).mean() + np.log(1.0 - d_fake).mean()).item()


@alternative("discriminator_objective")
def objective_with_the_smallest_guard(d_real, d_fake):
    return np.average(np.log(d_real + 1e-15)) + np.average(np.log(1 - d_fake + 1e-15))


@alternative("discriminator_objective")
def objective_by_the_other(d_real, d_fake):
    return generator_objective(d_fake) - non_saturating_generator_loss(d_real)


@alternative("discriminator_objective")
def objective_written_into_a_copy(d_real, d_fake):
    real, rest = d_real.copy(), 1 - d_fake
    real[real == 0], rest[rest == 0] = 1e-10, 1e-10
    return np.log(real).mean() + np.log(rest).mean()


@alternative("discriminator_objective")
def objective_in_float32(d_real, d_fake):
    real, fake = np.float32(d_real), np.float32(d_fake)
    return float(np.mean(np.log(real + np.float32(1e-7))) + np.mean(np.log(1 - fake + np.float32(1e-7))))


@alternative("discriminator_objective")
def objective_clipped_at_both_ends(d_real, d_fake):
    d_real, d_fake = np.clip(d_real, 1e-8, 1 - 1e-8), np.clip(d_fake, 1e-8, 1 - 1e-8)
    return float(np.sum(np.log(d_real)) / len(d_real) + np.sum(np.log(1 - d_fake)) / len(d_fake))


@alternative("discriminator_objective")
def objective_by_loop(d_real, d_fake):
    real = sum(math.log(max(d.item(), 1e-15)) for d in d_real) / len(d_real)
    return real + sum(math.log(max(1 - d.item(), 1e-15)) for d in d_fake) / d_fake.shape[0]


@alternative("discriminator_objective")
def objective_by_cross_entropy(d_real, d_fake):
    def cross_entropy(label, d):
        with np.errstate(divide="ignore"):
            return -np.mean(label * np.maximum(np.log(d), -100) + (1 - label) * np.maximum(np.log(1 - d), -100))

    return np.array(-(cross_entropy(1, d_real) + cross_entropy(0, d_fake)))


@alternative("generator_objective")
def generator_objective_by_log1p(d_fake):
    return np.log1p(-np.clip(d_fake, 0, 1 - 1e-10)).mean()


@alternative("generator_objective")
def generator_objective_with_the_largest_guard(d_fake):
    return np.mean(np.log(1 - d_fake + 1e-7))


@alternative("generator_objective")
def generator_objective_with_the_smallest_guard(d_fake):
    return np.mean(np.log(np.maximum(1 - d_fake, 1e-15)))


@alternative("generator_objective")
def generator_objective_by_loop(d_fake):
    logs = [math.log(1 - d + 1e-9) for d in d_fake[:, 0]]
    return sum(logs) / len(logs)


@alternative("generator_objective")
def generator_objective_by_the_other(d_fake):
    return -non_saturating_generator_loss(1 - d_fake)


@alternative("non_saturating_generator_loss")
def loss_by_nan_to_num(d_fake):
    with np.errstate(divide="ignore"):
        return np.mean(np.nan_to_num(-np.log(d_fake), posinf=1e6))


@alternative("non_saturating_generator_loss")
def loss_with_the_largest_guard(d_fake):
    return -np.log(np.clip(d_fake, 1e-7, 1 - 1e-7)).mean()


@alternative("non_saturating_generator_loss")
def loss_with_the_smallest_guard(d_fake):
    return np.mean(-np.log(d_fake + 1e-15))


@alternative("non_saturating_generator_loss")
def loss_by_generator_objective(d_fake):
    return -generator_objective(1 - d_fake)


@alternative("non_saturating_generator_loss")
def loss_by_loop(d_fake):
    return -sum(math.log(max(d, 1e-300)) for d in d_fake.ravel()) / d_fake.size


@alternative("non_saturating_generator_loss")
def loss_by_objective(d_fake):
    return np.sum(np.log(1 / np.clip(d_fake, 1e-8, None))) / d_fake.shape[0]


@alternative("optimal_discriminator")
def optimum_by_divide(p_r, p_g):
    p_r, total = np.asarray(p_r, float), np.asarray(p_r, float) + p_g
    return np.divide(p_r, total, out=np.full(total.shape, 0.5), where=total != 0)


@alternative("optimal_discriminator")
def optimum_entry_by_entry(p_r, p_g):
    flat = [r / (r + g) if r + g > 0 else 0.5 for r, g in zip(np.ravel(p_r), np.ravel(p_g), strict=True)]
    return np.reshape(flat, np.shape(p_r))


@alternative("optimal_discriminator")
def optimum_by_nan(p_r, p_g):
    with np.errstate(invalid="ignore"):
        d_star = np.asarray(p_r) / (np.asarray(p_r) + np.asarray(p_g))
    return np.where(np.isnan(d_star), 0.5, d_star)


@alternative("optimal_discriminator")
def optimum_written_into_a_copy(p_r, p_g):
    total = np.array(p_r + p_g, dtype=float)
    nothing = total == 0
    total[nothing] = 1
    d_star = np.array(p_r / total)
    d_star[nothing] = 0.5
    return d_star


@alternative("optimal_discriminator")
def optimum_by_nan_to_num(p_r, p_g):
    with np.errstate(invalid="ignore"):
        return np.nan_to_num(p_r / (p_r + p_g), nan=0.5)


@alternative("value_at_optimum")
def value_by_divergence(p_r, p_g):
    def divergence(p, q):
        return np.sum(p[p > 0] * np.log(p[p > 0] / q[p > 0]))

    middle = (p_r + p_g) / 2
    return -np.log(4) + divergence(p_r, middle) + divergence(p_g, middle)


@alternative("value_at_optimum")
def value_point_by_point(p_r, p_g):
    value = 0.0
    for r, g in zip(p_r, p_g, strict=True):
        d_star = float(optimal_discriminator(r, g))
        value += (r * math.log(d_star) if r > 0 else 0) + (g * math.log(1 - d_star) if g > 0 else 0)
    return value


@alternative("value_at_optimum")
def value_of_shared_points(p_r, p_g):
    both = (p_r > 0) & (p_g > 0)  # elsewhere the logarithm is that of 1, or counts 0
    d_star = optimal_discriminator(p_r[both], p_g[both])
    return p_r[both] @ np.log(d_star) + p_g[both] @ np.log(1 - d_star)


@alternative("value_at_optimum")
def value_with_a_guard_added(p_r, p_g):
    d_star = optimal_discriminator(p_r, p_g)
    return np.sum(p_r * np.log(d_star + 1e-15)) + np.sum(p_g * np.log(1 - d_star + 1e-15))


@alternative("value_at_optimum")
def value_by_fractions(p_r, p_g):
    real, fake = p_r > 0, p_g > 0
    value = (p_r[real] * np.log(p_r[real] / (p_r + p_g)[real])).sum()
    return value + (p_g[fake] * np.log(p_g[fake] / (p_r + p_g)[fake])).sum()


@alternative("value_at_optimum")
def value_by_nan_to_num(p_r, p_g):
    d_star = optimal_discriminator(p_r, p_g)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num(p_r * np.log(d_star)).sum() + np.nan_to_num(p_g * np.log(1 - d_star)).sum()


@alternative("value_at_optimum")
def value_with_the_largest_guard(p_r, p_g):
    d_star = np.clip(optimal_discriminator(p_r, p_g), 1e-7, 1 - 1e-7)
    return np.sum(p_r * np.log(d_star) + p_g * np.log(1 - d_star))


@alternative("value_at_optimum")
def value_clipped(p_r, p_g):
    d_star = np.clip(optimal_discriminator(p_r, p_g), 1e-8, 1 - 1e-8)
    return np.sum(p_r * np.log(d_star) + p_g * np.log(1 - d_star))


@alternative("discriminator_gradients")
def gradients_of_d_half_by_half(x_real, x_fake, theta_d):
    grads = {f"d{name}": np.zeros_like(value) for name, value in theta_d.items()}
    for x, label in ((x_real, 1.0), (x_fake, 0.0)):
        h = np.tanh(x @ theta_d["W1"] + theta_d["b1"])
        delta2 = (label - discriminator(x, theta_d)) / len(x)
        delta1 = delta2.dot(theta_d["W2"].T) * (1 - h * h)
        grads["dW2"] += h.T.dot(delta2)
        grads["db2"] += delta2.sum(axis=0)
        grads["dW1"] += x.T.dot(delta1)
        grads["db1"] += delta1.sum(axis=0)
    return grads


@alternative("discriminator_gradients")
def gradients_of_d_sample_by_sample(x_real, x_fake, theta_d):
    grads = {f"d{name}": np.zeros_like(value) for name, value in theta_d.items()}
    samples = [(x, 1, len(x_real)) for x in x_real] + [(x, 0, len(x_fake)) for x in x_fake]
    for x, label, number in samples:
        h = np.tanh(x @ theta_d["W1"] + theta_d["b1"])
        d = discriminator(x[None, :], theta_d)[0, 0]
        slope = d * (1 - d) / d if label else -d * (1 - d) / (1 - d)
        back = theta_d["W2"][:, 0] * slope / number * np.cosh(np.arctanh(h)) ** -2
        grads["dW1"] += np.outer(x, back)
        grads["db1"] += back
        grads["dW2"] += slope / number * h[:, None]
        grads["db2"] += slope / number
    return grads


@alternative("discriminator_gradients")
def gradients_of_d_as_two_sums(x_real, x_fake, theta_d):
    def half(x, delta2):
        h = np.tanh(x @ theta_d["W1"] + theta_d["b1"])
        delta1 = (delta2 @ theta_d["W2"].T) * (1 - np.tanh(x @ theta_d["W1"] + theta_d["b1"]) ** 2)
        return {"dW1": x.T @ delta1, "db1": np.sum(delta1, axis=0), "dW2": h.T @ delta2, "db2": np.sum(delta2, axis=0)}

    real = half(x_real, (1 - discriminator(x_real, theta_d)) / len(x_real))
    fake = half(x_fake, -discriminator(x_fake, theta_d) / len(x_fake))
    return {name: real[name] + fake[name] for name in real}


@alternative("discriminator_gradients")
def gradients_of_d_by_measuring(x_real, x_fake, theta_d):
    def objective(theta):
        return discriminator_objective(discriminator(x_real, theta), discriminator(x_fake, theta))

    return measured(objective, theta_d)


@alternative("discriminator_gradients")
def gradients_of_d_in_float32(x_real, x_fake, theta_d):
    return discriminator_gradients(x_real.astype(np.float32), x_fake.astype(np.float32), single(theta_d))


def measured(f, theta):
    """Measure the slope of `f` along every parameter, by differences of fourth order."""
    slopes = {}
    for name, value in theta.items():
        slope, eps = np.zeros_like(value), 1e-3 * (np.abs(value).max() or 1)
        for i in np.ndindex(value.shape):
            nudge = np.zeros_like(value)
            nudge[i] = eps
            at = [f({**theta, name: value + steps * nudge}) for steps in (-2, -1, 1, 2)]
            slope[i] = (at[0] - 8 * at[1] + 8 * at[2] - at[3]) / (12 * eps)
        slopes[f"d{name}"] = slope
    return slopes


@alternative("generator_gradients")
def gradients_of_g_by_einsum(z, theta_g, theta_d):
    h_g = np.tanh(z @ theta_g["W1"] + theta_g["b1"])
    x = generator(z, theta_g)
    h_d = np.tanh(x @ theta_d["W1"] + theta_d["b1"])
    d = discriminator(x, theta_d)
    dx = -np.einsum("nk,nh,hk,ih->ni", d, 1 - h_d**2, theta_d["W2"], theta_d["W1"]) / d.size
    dh = np.einsum("nd,hd->nh", dx, theta_g["W2"]) * (1 - h_g**2)
    return {
        "dW1": np.einsum("nk,nh->kh", z, dh),
        "db1": np.einsum("nh->h", dh),
        "dW2": np.einsum("nh,nd->hd", h_g, dx),
        "db2": np.einsum("nd->d", dx),
    }


@alternative("generator_gradients")
def gradients_of_g_in_small_steps(z, theta_g, theta_d):
    a = np.tanh(z @ theta_g["W1"] + theta_g["b1"])
    x = a @ theta_g["W2"] + theta_g["b2"]
    c = np.tanh(x @ theta_d["W1"] + theta_d["b1"])
    d = sigmoid(c @ theta_d["W2"] + theta_d["b2"])
    dd = -1 / (1 - d) * np.full((z.shape[0], 1), 1 / z.shape[0])
    ds = dd * d * (1 - d)
    dc = ds @ theta_d["W2"].T
    dx = (dc * (1 - np.square(c))) @ theta_d["W1"].T
    da = dx @ theta_g["W2"].T
    du = da * (1 - np.square(a))
    ones = np.ones(z.shape[0])
    return {"db2": ones @ dx, "dW2": a.T @ dx, "db1": ones @ du, "dW1": z.T @ du}


@alternative("generator_gradients")
def gradients_of_g_by_measuring(z, theta_g, theta_d):
    return measured(lambda theta: generator_objective(discriminator(generator(z, theta), theta_d)), theta_g)


@alternative("generator_gradients")
def gradients_of_g_sample_by_sample(z, theta_g, theta_d):
    grads = {f"d{name}": np.zeros_like(value) for name, value in theta_g.items()}
    for noise in z:
        h_g = np.tanh(noise @ theta_g["W1"] + theta_g["b1"])
        x = h_g @ theta_g["W2"] + theta_g["b2"]
        h_d = np.tanh(x @ theta_d["W1"] + theta_d["b1"])
        d = sigmoid(h_d @ theta_d["W2"] + theta_d["b2"])
        dx = theta_d["W1"] @ (theta_d["W2"] @ -d * (1 - h_d**2)) / len(z)
        dh = theta_g["W2"] @ dx * (1 - h_g**2)
        grads["dW1"] += np.outer(noise, dh)
        grads["db1"] += dh
        grads["dW2"] += np.outer(h_g, dx)
        grads["db2"] += dx
    return grads


@alternative("generator_gradients")
def gradients_of_g_in_float32(z, theta_g, theta_d):
    return generator_gradients(z.astype(np.float32), single(theta_g), single(theta_d))


@alternative("discriminator_step")
def ascent_one_by_one(theta_d, grads, alpha):
    return {
        "W1": theta_d["W1"] + alpha * grads["dW1"],
        "b1": theta_d["b1"] + alpha * grads["db1"],
        "W2": theta_d["W2"] + alpha * grads["dW2"],
        "b2": theta_d["b2"] + alpha * grads["db2"],
    }


@alternative("discriminator_step")
def ascent_by_descent(theta_d, grads, alpha):
    return generator_step(theta_d, grads, -alpha)


@alternative("generator_step")
def descent_of_copies(theta_g, grads, alpha):
    new = {name: value.copy() for name, value in theta_g.items()}
    for name in ("b2", "W2", "b1", "W1"):
        new[name] -= np.multiply(alpha, grads[f"d{name}"])
    return new


@alternative("discriminator_step")
def ascent_in_float32(theta_d, grads, alpha):
    return discriminator_step(single(theta_d), single(grads), np.float32(alpha))


@alternative("generator_step")
def descent_by_ascent(theta_g, grads, alpha):
    return discriminator_step(theta_g, {name: -grad for name, grad in grads.items()}, alpha)


@alternative("train_gan")
def train_by_zip(x, z_d, z_g, theta_g, theta_d, alpha):
    values_d, values_g = [], []
    for x_real, noise, z in zip(x, z_d, z_g, strict=True):
        fake = generator(noise, theta_g)
        grads = discriminator_gradients(x_real, fake, theta_d)
        values_d += [discriminator_objective(discriminator(x_real, theta_d), discriminator(fake, theta_d))]
        theta_d = discriminator_step(theta_d, grads, alpha)
        grads = generator_gradients(z, theta_g, theta_d)
        values_g += [generator_objective(discriminator(generator(z, theta_g), theta_d))]
        theta_g = generator_step(theta_g, grads, alpha)
    return [theta_g, theta_d, {"generator": np.array(values_g), "discriminator": np.array(values_d)}]


@alternative("train_gan")
def train_into_arrays(x, z_d, z_g, theta_g, theta_d, alpha):
    T = x.shape[0]
    history = {"discriminator": np.zeros(T), "generator": np.zeros(T)}
    theta_g, theta_d = dict(theta_g), dict(theta_d)
    for t in range(T):
        fake = generator(z_d[t], theta_g)
        history["discriminator"][t] = discriminator_objective(
            discriminator(x[t], theta_d), discriminator(fake, theta_d)
        )
        theta_d.update(discriminator_step(theta_d, discriminator_gradients(x[t], fake, theta_d), alpha))
        history["generator"][t] = generator_objective(discriminator(generator(z_g[t], theta_g), theta_d))
        theta_g.update(generator_step(theta_g, generator_gradients(z_g[t], theta_g, theta_d), alpha))
    return theta_g, theta_d, history


@alternative("train_gan")
def train_in_one_piece(x, z_d, z_g, theta_g, theta_d, alpha):
    g, d = ({name: value.copy() for name, value in theta.items()} for theta in (theta_g, theta_d))
    (T, N, _), losses_d, losses_g = x.shape, [], []
    for t in range(T):
        real, fake = x[t], np.tanh(z_d[t] @ g["W1"] + g["b1"]) @ g["W2"] + g["b2"]
        h_real, h_fake = np.tanh(real @ d["W1"] + d["b1"]), np.tanh(fake @ d["W1"] + d["b1"])
        p_real, p_fake = sigmoid(h_real @ d["W2"] + d["b2"]), sigmoid(h_fake @ d["W2"] + d["b2"])
        losses_d.append(np.mean(np.log(p_real + 1e-10) + np.log(1 - p_fake + 1e-10)))
        e_real, e_fake = (1 - p_real) / N, -p_fake / N
        b_real, b_fake = (e_real @ d["W2"].T) * (1 - h_real**2), (e_fake @ d["W2"].T) * (1 - h_fake**2)
        d["W2"] += alpha * (h_real.T @ e_real + h_fake.T @ e_fake)
        d["b2"] += alpha * (e_real + e_fake).sum(0)
        d["W1"] += alpha * (real.T @ b_real + fake.T @ b_fake)
        d["b1"] += alpha * (b_real + b_fake).sum(0)
        h_z = np.tanh(z_g[t] @ g["W1"] + g["b1"])
        h_x = np.tanh((h_z @ g["W2"] + g["b2"]) @ d["W1"] + d["b1"])
        p = sigmoid(h_x @ d["W2"] + d["b2"])
        losses_g.append(np.mean(np.log(1 - p + 1e-10)))
        dx = ((-p / N) @ d["W2"].T * (1 - h_x**2)) @ d["W1"].T
        dz = dx @ g["W2"].T * (1 - h_z**2)
        g["W2"] -= alpha * h_z.T @ dx
        g["b2"] -= alpha * dx.sum(0)
        g["W1"] -= alpha * z_g[t].T @ dz
        g["b1"] -= alpha * dz.sum(0)
    return g, d, {"generator": losses_g, "discriminator": losses_d}


@alternative("train_gan")
def train_by_calling_itself(x, z_d, z_g, theta_g, theta_d, alpha):
    history = {"discriminator": [], "generator": []}
    for t in range(len(x)):
        theta_g, theta_d, last = train_gan(x[t : t + 1], z_d[t : t + 1], z_g[t : t + 1], theta_g, theta_d, alpha)
        for name, values in last.items():
            history[name] += values
    return theta_g, theta_d, history


@alternative("train_gan")
def train_in_float32(x, z_d, z_g, theta_g, theta_d, alpha):
    drawn = [array.astype(np.float32) for array in (x, z_d, z_g)]
    return train_gan(*drawn, single(theta_g), single(theta_d), np.float32(alpha))


@alternative("value_at_optimum")
def value_again(p_r, p_g):
    return np.array(value_at_optimum(p_r, p_g))

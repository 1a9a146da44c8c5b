"""Submissions that hold what a browser would run, and a look at what it did run."""

import json

WAYS = ("script", "image", "svg", "details", "frame")
_MARK = "(top.ran ??= []).push"


def scripts():
    """HTML with several ways to run a script; each leaves its name in the outermost window, a link when clicked."""
    script, image, svg, details, frame, link = (f"{_MARK}(&quot;{way}&quot;)" for way in (*WAYS, "link"))
    return (
        f"<script>{script.replace('&quot;', chr(39))}</script>"
        f'<img src="data:," onerror="{image}">'
        f'<svg onload="{svg}"></svg>'
        f'<details open ontoggle="{details}">x</details>'
        f'<iframe srcdoc="<script>{frame.replace("&quot;", chr(39))}</script>"></iframe>'
        f'<a href="javascript:{link}">look</a>'
    )


def hostile_student():
    """A folder's name: one that leaves an attribute, too."""
    return f"\"><img src='data:,' onerror='{_MARK}(1)'>"


def hostile_notebook(path):
    """The notebook at `path` with scripts wherever a student can write."""
    notebook = json.loads(path.read_text())
    shown = scripts()
    for number, cell in enumerate(notebook["cells"]):
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        cell["id"] = f'"><b id="{number}">{shown}'
        cell["metadata"]["tags"] = [f'">{shown}']
        if cell["cell_type"] == "markdown":
            cell["source"] = f"**{name}**\n\n{shown}\n\n[a](javascript:{_MARK}('link')) $\\href{{javascript:x}}{{y}}$"
        else:
            cell["source"] = f"# </pre></div>{shown}\n{''.join(cell['source'])}"
            data = {"text/html": shown, "image/svg+xml": shown, "text/latex": shown, "text/plain": shown}
            data["application/javascript"] = f"{_MARK}('output')"
            cell["outputs"] = [
                {"output_type": "display_data", "data": data, "metadata": {}},
                {"output_type": "stream", "name": "stdout", "text": shown},
                {"output_type": "error", "ename": shown, "evalue": shown, "traceback": [shown]},
            ]
    notebook["cells"].insert(0, {"cell_type": "markdown", "metadata": {}, "source": shown})
    notebook["cells"].insert(0, {"cell_type": "raw", "metadata": {"format": "text/html"}, "source": shown})
    notebook["metadata"]["title"] = f"</title>{shown}"
    return json.dumps(notebook)


def hostile_file(path):
    """The file at `path` with scripts in its text, in what it prints and in what it raises."""
    fails = f"print({scripts()!r})\n    raise ValueError({scripts()!r})\n    return 0.5 * np.sum((y - y_hat) ** 2)"
    text = path.read_text()
    assert text.count("return 0.5 * np.sum((y - y_hat) ** 2)") == 1
    return text.replace("return 0.5 * np.sum((y - y_hat) ** 2)", fails) + f"\n# %% [markdown]\n# {scripts()}\n"


def what_ran(browser):
    """Give the scripts that ran in the open page, and the elements that still could."""
    return browser.driver.execute_async_script(
        """
        const done = arguments[1], mark = arguments[0];
        const active = [...document.querySelectorAll("*")].filter(
            (element) => (element.tagName === "SCRIPT" && element.text.includes(mark))
                || [...element.attributes].some(({name, value}) =>
                    value.includes(mark) && (/^on/.test(name) || ["href", "src", "srcdoc", "data"].includes(name))));
        // A picture of our own comes after those that were in the page.
        const last = new Image();
        last.onerror = () => done([...(top.ran ?? []), ...active.map((element) => element.outerHTML)]);
        last.src = "data:,";
        """,
        _MARK,
    )

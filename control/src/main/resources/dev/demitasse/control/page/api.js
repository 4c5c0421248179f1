// Shows the description of the API, its paths in bold.
const shown = document.getElementById('description');
const answer = await fetch('/openapi.yaml');
const lines = (await answer.text()).split('\n');
shown.replaceChildren(
  ...lines.map((line) => {
    const part = document.createElement(/^ {2}\//.test(line) ? 'b' : 'span');
    part.textContent = `${line}\n`;
    return part;
  }),
);

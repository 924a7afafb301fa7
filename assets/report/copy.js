// A hyphen would let a line break inside an option.
for (const command of document.querySelectorAll('pre.command')) {
  const parts = command.textContent.split(/(?= --)/);
  command.replaceChildren(...parts.map(part => Object.assign(document.createElement('span'), { textContent: part })));
}

/** Buttons that copy the text beside them; where the clipboard is closed to the page, the text is selected instead. */
for (const button of document.querySelectorAll('.copy')) {
  const text = button.parentElement.querySelector('pre');
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = 'Copied';
    } catch {
      getSelection().selectAllChildren(text);
      button.textContent = 'Press Ctrl+C';
    }
    setTimeout(() => {
      button.textContent = 'Copy';
    }, 2000);
  });
}

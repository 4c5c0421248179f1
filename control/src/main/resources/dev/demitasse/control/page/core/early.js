// Before anything is drawn: the theme that was chosen here, so that nothing flashes.
{
  const chosen = localStorage.getItem('demitasse.theme');
  if (chosen === 'light' || chosen === 'dark') {
    document.documentElement.dataset.theme = chosen;
  }
}

addEventListener('beforeinstallprompt',e=>{e.preventDefault();window.installPrompt=e})

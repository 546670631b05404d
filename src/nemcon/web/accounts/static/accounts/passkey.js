// Says in words on the page that a passkey was not used; allauth's scripts tell only the console.
'use strict'
document.addEventListener('allauth.error', (event) => {
  const place = document.getElementById('passkey-said')
  if (!place) return
  event.preventDefault()
  place.textContent = place.dataset.words
  place.hidden = false
})

// strikeIn(seconds, strike): counts down in #count, then calls strike, one frame after "now" could be seen.
function strikeIn(seconds, strike) {
  var left = seconds;
  var count = document.getElementById('count');
  function step() {
    if (left > 0) {
      count.textContent = String(left);
      left = left - 1;
      setTimeout(step, 700);
      return;
    }
    count.textContent = 'now';
    setTimeout(strike, 100);
  }
  step();
}

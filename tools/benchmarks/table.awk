# Prints the rows of google-benchmark's CSV (best and median of their repetitions), then the ratios that the file `ratios`
# names: the first argument. Other arguments: CSV files.
function unit_in_us(unit) { return unit == "ns" ? 0.001 : unit == "us" ? 1 : unit == "ms" ? 1000 : 1000000 }
function show(us) { return us < 1000 ? sprintf("%.1f us", us) : us < 1000000 ? sprintf("%.2f ms", us / 1000) : sprintf("%.2f s", us / 1000000) }
function median(name, n,   i, j, t) {
  for (i = 1; i < n; ++i) for (j = i + 1; j <= n; ++j) if (time[name, j] < time[name, i]) {
    t = time[name, i]; time[name, i] = time[name, j]; time[name, j] = t
  }
  return time[name, int((n + 1) / 2)]
}
FNR == NR {
  if ($0 !~ /^#/ && NF >= 4) { want[++wants] = $0 }
  next
}
/^"/ {
  split($0, cell, ",")
  name = cell[1]
  gsub(/"/, "", name)
  sub(/\/real_time|\/manual_time/, "", name)
  sub(/\/iterations:[0-9]+/, "", name); sub(/\/process_time/, "", name)
  sub(/\/repeats:[0-9]+/, "", name)
  if (name ~ /_(mean|median|stddev|cv)$/ || cell[3] == "") next
  if (!(name in count)) order[++names] = name
  us = cell[3] * unit_in_us(cell[5])
  time[name, ++count[name]] = us
  if (count[name] == 1 || us < best[name]) best[name] = us
  gsub(/"/, "", cell[8]); if (cell[8] != "") label[name] = cell[8]
  cpu_us = cell[4] * unit_in_us(cell[5])
  if (count[name] == 1 || cpu_us < cpu[name]) cpu[name] = cpu_us
}
END {
  printf "%-48s %12s %12s %12s\n", "", "best", "median", "own cpu"
  for (i = 1; i <= names; ++i) {
    name = order[i]
    printf "%-48s %12s %12s %12s  %s\n", name, show(best[name]), show(median(name, count[name])), show(cpu[name]), label[name]
  }
  printf "\n%-64s %8s %8s  %s\n", "ratio or bound", "measured", "wanted", ""
  for (i = 1; i <= wants; ++i) {
    split(want[i], part, /  +/)
    # kind, name, other (or -), bound, then in words
    if (!(part[2] in best)) continue
    if (part[1] == "at-most" && part[3] in best) {
      value = best[part[2]] / best[part[3]]; good = value <= part[4]; text = sprintf("%.2f", value); bound = "<= " part[4]
    } else if (part[1] == "at-least" && part[3] in best) {
      value = best[part[3]] / best[part[2]]; good = value >= part[4]; text = sprintf("%.2f", value); bound = ">= " part[4]
    } else if (part[1] == "ms") {
      value = median(part[2], count[part[2]]) / 1000; good = value <= part[4]; text = sprintf("%.2f", value); bound = "<= " part[4]
    } else if (part[1] == "label" && part[2] in label) {
      value = label[part[2]] + 0; good = value <= part[4]; text = value; bound = "<= " part[4]
    } else continue
    printf "%-64s %8s %8s  %s\n", part[5], text, bound, good ? "" : "MISSED"
  }
}

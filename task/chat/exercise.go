package chat

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// exercise is a question with the words that its answer must have, in order.
type exercise struct {
	question string
	want     []string
}

// kinds make exercises; each is told by its question how to answer.
var kinds = []func(*rand.Rand) exercise{sum, inventory, sorted, initials, count, where}

var (
	people = strings.Fields("Anna Boris Chen Dora Emil Fatima Georg Hana Ivan Jun Kofi Lena Mara Noor Otto Priya")
	things = strings.Fields("apples books candles drums eggs flutes goats hammers lamps maps nails oranges pens ropes shoes tents")
	places = strings.Fields("attic barn cellar garden harbour kitchen library market office station tower workshop")
	plain  = strings.Fields("amber bridge copper dawn ember forest glass harvest island jungle kettle lantern meadow needle ocean " +
		"pepper quartz river silver timber umbrella valley window yellow zebra")
)

// some draws n different words.
func some(rng *rand.Rand, from []string, n int) []string {
	var out []string
	for _, i := range rng.Perm(len(from))[:n] {
		out = append(out, from[i])
	}
	return out
}

func sum(rng *rand.Rand) exercise {
	a, b, c := 100+rng.IntN(900), 100+rng.IntN(900), 2+rng.IntN(8)
	return exercise{
		fmt.Sprintf("What is %d plus %d, times %d? First add, then multiply. Answer with the number alone.", a, b, c),
		[]string{strconv.Itoa((a + b) * c)},
	}
}

func inventory(rng *rand.Rand) exercise {
	who, what := some(rng, people, 2), some(rng, things, 1)[0]
	has, gets, gives := 20+rng.IntN(60), 5+rng.IntN(40), 1+rng.IntN(20)
	return exercise{
		fmt.Sprintf("%s has %d %s, buys %d more and gives %d to %s. How many %s does %s have now? Answer with the number alone.",
			who[0], has, what, gets, gives, who[1], what, who[0]),
		[]string{strconv.Itoa(has + gets - gives)},
	}
}

func sorted(rng *rand.Rand) exercise {
	words := some(rng, plain, 6)
	want := slices.Sorted(slices.Values(words))
	return exercise{"Sort these words by the alphabet and answer with the words alone: " + strings.Join(words, ", ") + ".", want}
}

func initials(rng *rand.Rand) exercise {
	words := some(rng, plain, 5)
	var letters strings.Builder
	for _, w := range words {
		letters.WriteByte(w[0])
	}
	return exercise{
		"Write the first letters of these words, in this order, as one word and nothing else: " + strings.Join(words, ", ") + ".",
		[]string{letters.String()},
	}
}

func count(rng *rand.Rand) exercise {
	words := some(rng, plain, 3)
	var list []string
	n := 2 + rng.IntN(6)
	for range n {
		list = append(list, words[0])
	}
	for range 4 + rng.IntN(5) {
		list = append(list, words[1+rng.IntN(2)])
	}
	rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return exercise{
		fmt.Sprintf("How often does the word %q occur in this list? Answer with the number alone. %s", words[0], strings.Join(list, " ")),
		[]string{strconv.Itoa(n)},
	}
}

func where(rng *rand.Rand) exercise {
	who, what, at := some(rng, people, 4), some(rng, things, 4), some(rng, places, 4)
	var facts []string
	for i := range who {
		facts = append(facts, fmt.Sprintf("%s keeps the %s in the %s.", who[i], what[i], at[i]))
	}
	k := rng.IntN(len(who))
	return exercise{
		fmt.Sprintf("%s Where does %s keep the %s? Answer with one word.", strings.Join(facts, " "), who[k], what[k]), []string{at[k]},
	}
}

// open are questions without a reference. They are asked about words drawn from the seed, so that answers cannot be kept.
var open = []string{
	"Explain in two sentences what a %s is.",
	"Name three things that one may do with a %s, in one sentence each.",
	"Describe a %s to a child in two sentences.",
	"In one paragraph, how does a %s differ from a %s?",
}

func discuss(rng *rand.Rand) string {
	words := some(rng, []string{
		"bridge", "lantern", "kettle", "needle", "umbrella", "window", "river", "library", "harbour", "garden", "hammer", "drum", "candle", "map", "tent",
		"telescope", "compass", "violin", "bicycle", "mirror", "ladder", "clock", "anchor", "bell",
	}, 2)
	form := open[rng.IntN(len(open))]
	if strings.Count(form, "%s") == 2 {
		return fmt.Sprintf(form, words[0], words[1])
	}
	return fmt.Sprintf(form, words[0])
}

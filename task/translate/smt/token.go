package smt

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Tokenize splits Spanish text into words and punctuation marks in lower case. An apostrophe belongs to the word it stands
// in.
func Tokenize(text string) []string { return split(strings.ToLower(text)) }

// split is Tokenize without a change of case.
func split(text string) []string {
	var out []string
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case isWord(r):
			end := wordEnd(text, i)
			out = append(out, text[i:end])
			i = end
		case unicode.IsSpace(r):
			i += n
		default:
			out = append(out, text[i:i+n])
			i += n
		}
	}
	return out
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

func isApostrophe(r rune) bool { return r == '’' || r == '\'' }

// wordEnd returns where the word that begins at i ends; an apostrophe between letters is part of it.
func wordEnd(text string, i int) int {
	for i < len(text) {
		r, n := utf8.DecodeRuneInString(text[i:])
		if isApostrophe(r) {
			next, _ := utf8.DecodeRuneInString(text[i+n:])
			if !unicode.IsLetter(next) {
				return i
			}
		} else if !isWord(r) {
			return i
		}
		i += n
	}
	return i
}

// splitEnglish is split for the source side: 's is a token of its own, since Spanish says it with a word, and quotation
// marks are left out, since the Spanish side of our texts has none.
func splitEnglish(text string) []string {
	var out []string
	for _, t := range split(text) {
		head, ok := cutPossessive(t)
		switch {
		case ok:
			out = append(out, head, "’s")
		case strings.ContainsAny(t, "“”‘’\"'") && utf8.RuneCountInString(t) == 1:
		default:
			out = append(out, t)
		}
	}
	return out
}

// cutPossessive cuts an English 's from a word.
func cutPossessive(word string) (string, bool) {
	if head, ok := strings.CutSuffix(word, "’s"); ok {
		return head, true
	}
	return strings.CutSuffix(word, "'s")
}

// lower returns the words in lower case.
func lower(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = strings.ToLower(w)
	}
	return out
}

// Detokenize joins Spanish tokens to a text: no space before closing marks, none after opening ones, and a capital letter
// after the end of a sentence.
func Detokenize(tokens []string) string {
	var sb strings.Builder
	glue, capital := true, true
	for _, t := range tokens {
		r, n := utf8.DecodeRuneInString(t)
		if !glue && !strings.ContainsRune(".,;:!?)”»", r) {
			sb.WriteByte(' ')
		}
		if capital && unicode.IsLetter(r) {
			sb.WriteRune(unicode.ToUpper(r))
			t = t[n:]
		}
		sb.WriteString(t)
		glue = strings.ContainsRune("(“«¿¡", r)
		if isWord(r) {
			capital = false
		} else if strings.ContainsRune(".!?", r) {
			capital = true
		}
	}
	return sb.String()
}

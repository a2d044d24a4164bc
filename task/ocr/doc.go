// Package ocr is the task of reading text in pictures.
//
// A challenge is a picture that did not exist before: words and numbers drawn from the seed, set in one of several
// typefaces, turned a little, blurred and covered with noise. The answer is its text. The score is the share of characters
// that are right, 1 less the character error rate, moved so that unrelated text gives 0.
//
//	text.go      what is written
//	picture.go   how it is set and spoiled
//	task.go      challenges and scores
//	vision.go    the request of a user with a picture, served
//	page.go      a picture made black and white, straight, and cut into lines and glyphs
//	template.go  reading by comparing glyphs with those of known typefaces
//	program.go   reading by the program tesseract
//	ppocr.go     reading by PP-OCR
//	models.go    miners, honest and not
package ocr

// Package neural is a small transformer of bytes in plain Go: inference, and the training that made the weights it
// embeds.
//
// The model is a decoder (Vaswani and others, "Attention is all you need", 2017) with root-mean-square norms before each
// half of a layer (Zhang and Sennrich, 2019), squared rectifiers (So and others, "Primer", 2021) and linear biases in
// place of positions (Press and others, "Train short, test long", 2022): head h of H loses 2^(-8(h+1)/H) of its score per
// byte of distance. There are no biases. It reads at most Window bytes.
//
// Its law: the same seed, text and number of steps give the same weights on one machine. Weights are stored as bytes with
// one scale a row; those that are embedded, if any, were trained by the program in the folder train on the training part
// of the texts alone.
package neural

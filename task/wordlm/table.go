package wordlm

// table maps 64-bit keys, none of them 0, to pairs of numbers: open addressing with linear probing.
type table struct {
	keys []uint64
	vals []gramValue
	mask uint64
}

// gramValue is what a model knows of an n-gram: the logarithm of its probability, and of what its context gives
// to words never seen after it (0 when no word was).
type gramValue struct{ logp, back float32 }

func newTable(n int) *table {
	size := 16
	for size < 2*n {
		size *= 2
	}
	return &table{make([]uint64, size), make([]gramValue, size), uint64(size - 1)}
}

// mix spreads the bits of a key (the finaliser of SplitMix64).
func mix(k uint64) uint64 {
	k = (k ^ k>>30) * 0xbf58476d1ce4e5b9
	k = (k ^ k>>27) * 0x94d049bb133111eb
	return k ^ k>>31
}

// find returns the value of a key, nil if it has none.
func (t *table) find(key uint64) *gramValue {
	for i := mix(key) & t.mask; t.keys[i] != 0; i = (i + 1) & t.mask {
		if t.keys[i] == key {
			return &t.vals[i]
		}
	}
	return nil
}

// insert returns the place for the value of a key, new or old.
func (t *table) insert(key uint64) *gramValue {
	i := mix(key) & t.mask
	for t.keys[i] != 0 && t.keys[i] != key {
		i = (i + 1) & t.mask
	}
	t.keys[i] = key
	return &t.vals[i]
}

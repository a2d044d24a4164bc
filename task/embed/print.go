package embed

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
)

// Print returns a hash of what an answer says: for each text, which other text is nearest. Turned, stretched or slightly
// shaken vectors of somebody else say the same. It is false for an answer that is none.
func (Task) Print(_ task.Challenge, a task.Answer) ([sha256.Size]byte, bool) {
	vectors, err := read(a, 2*Pairs)
	if err != nil {
		return [sha256.Size]byte{}, false
	}
	var said []byte
	for i := range vectors {
		said = binary.LittleEndian.AppendUint32(said, uint32(nearest(vectors, i))) // #nosec G115 -- few
	}
	return sha256.Sum256(said), true
}

// alike is by how much cosines may differ and still count as equal.
const alike = 1e-3

// nearest is the first of the texts that are nearest to text i, or the number of texts when none is near at all.
func nearest(vectors []openai.Vector, i int) int {
	near, top := make([]float64, len(vectors)), 20*alike
	for k := range vectors {
		if k != i {
			near[k] = cosine(vectors[i], vectors[k])
			top = max(top, near[k])
		}
	}
	for k, x := range near {
		if x >= top-alike {
			return k
		}
	}
	return len(vectors)
}

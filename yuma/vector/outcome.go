package vector

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math/big"

	"github.com/tianwang-net/tianwang/fixed"
	"github.com/tianwang-net/tianwang/yuma"
)

// field is one named value of an outcome, in the types of the format.
type field struct {
	name  string
	value any
}

// replay computes an epoch and returns its outcome: the working, if traced, in the order of computation, and the results.
func replay(e *yuma.Engine, s *State, in *yuma.Input, traced bool) (working []field, r *yuma.Result, err error) {
	t := tracer{n: len(in.Stake)}
	e.Trace = nil
	if traced {
		e.Trace = t.note
	}
	if r, err = e.Run(in); err != nil {
		return nil, nil, err
	}
	if in.Version >= yuma.Yuma2 {
		t.fields = append(t.fields, field{"activity_cutoff", s.cutoff()})
	}
	return t.fields, r, nil
}

// resultFields returns what is stored and paid after an epoch.
func resultFields(r *yuma.Result) []field {
	return []field{
		{"active", r.Active},
		{"rank", r.Rank},
		{"trust", r.Trust},
		{"consensus", r.Consensus},
		{"incentive", r.Incentive},
		{"dividends", r.Dividends},
		{"validator_trust", r.ValidatorTrust},
		{"pruning_scores", r.PruningScores},
		{"stake_weight", r.StakeWeight},
		{"emission", r.Emission},
		{"server_emission", r.ServerEmission},
		{"validator_emission", r.ValidatorEmission},
		{"validator_permits", r.Permits},
		{"bonds", sparse(r.Bonds)},
		{"bonds_sha256", digest(r.Bonds)},
	}
}

// digest is SHA-256 over all rows, each with its length in 16 bits before it, all little-endian.
func digest(rows []yuma.Row) string {
	h := sha256.New()
	for _, r := range rows {
		h.Write(binary.LittleEndian.AppendUint16(nil, uint16(r.Len())))
		h.Write(r)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// tracer collects the working of an epoch in the types of the format.
type tracer struct {
	n      int
	fields []field
}

func (t *tracer) note(name string, value any) {
	switch v := value.(type) {
	case fixed.I32F32:
		value = int64(v)
	case []fixed.I32F32:
		value = integers(v)
	case []fixed.I64F64:
		value = decimals(v)
	case [][]fixed.I64F64:
		rows := make([][]string, len(v))
		for i, r := range v {
			rows[i] = decimals(r)
		}
		value = rows
	case []uint64:
		value = append([]uint64{}, v...)
	case yuma.Column:
		t.column(name, v)
		return
	}
	t.fields = append(t.fields, field{name, value})
}

// column adds a column to the matrix of its name: rows of uid and value, but full rows for the matrix of alphas.
func (t *tracer) column(name string, c yuma.Column) {
	if name == "alphas" {
		m := matrixOf(t, name, func() [][]int64 { return make([][]int64, t.n) })
		for k, i := range c.UIDs {
			m[i] = append(m[i], int64(c.Values[k]))
		}
		return
	}
	m := matrixOf(t, name, func() [][][2]int64 {
		m := make([][][2]int64, t.n)
		for i := range m {
			m[i] = [][2]int64{}
		}
		return m
	})
	for k, i := range c.UIDs {
		m[i] = append(m[i], [2]int64{int64(c.UID), int64(c.Values[k])})
	}
}

// matrixOf returns the matrix of that name, made when it is first asked for.
func matrixOf[T any](t *tracer, name string, empty func() T) T {
	for _, f := range t.fields {
		if f.name == name {
			return f.value.(T)
		}
	}
	m := empty()
	t.fields = append(t.fields, field{name, m})
	return m
}

func integers(xs []fixed.I32F32) []int64 {
	ints := make([]int64, len(xs))
	for i, x := range xs {
		ints[i] = int64(x)
	}
	return ints
}

func decimals(xs []fixed.I64F64) []string {
	ds := make([]string, len(xs))
	for i, x := range xs {
		b := new(big.Int).Lsh(big.NewInt(x.Hi), 64)
		ds[i] = b.Add(b, new(big.Int).SetUint64(x.Lo)).String()
	}
	return ds
}

package gateway

import (
	"errors"
	"net/http"

	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/neuron/wire"
)

// verdict says what an attempt means for the request and for the miner.
type verdict int

const (
	vFailed   verdict = iota
	vAway             // it was not reached
	vLate             // no answer in time
	vBusy             // it said so
	vFaltered         // its model failed, perhaps at this request alone
	vRefused          // it holds the request to be wrong
	vUnserved         // it does not serve this endpoint
)

// judge reads an error of a dendrite.
func judge(err error) (verdict, *dendrite.Refusal) {
	var refusal *dendrite.Refusal
	switch {
	case errors.Is(err, dendrite.ErrTimeout):
		return vLate, nil
	case errors.Is(err, dendrite.ErrUnreachable), errors.Is(err, dendrite.ErrAddress):
		return vAway, nil
	case !errors.As(err, &refusal):
		return vFailed, nil
	}
	own := refusal.Signed && wire.ErrorByCode(refusal.Code) == nil
	switch refusal.Status {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return vBusy, refusal
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		if own {
			return vRefused, refusal
		}
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented:
		if own {
			return vUnserved, refusal
		}
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusGatewayTimeout:
		if own {
			return vFaltered, refusal
		}
	}
	return vFailed, refusal
}

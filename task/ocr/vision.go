package ocr

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // what users send
	_ "image/png"  // likewise
	"io"
	"net/http"
	"strings"

	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task/serve"
)

// maxPixels bounds a picture that is read.
const maxPixels = 4 << 20

// pictureKey is where the picture of a request is kept.
type pictureKey struct{}

// pictureOf returns the picture of a request.
func pictureOf(ctx context.Context) (*picture, error) {
	p, ok := ctx.Value(pictureKey{}).(*picture)
	if !ok {
		return nil, serve.Invalid("messages: a part of type image_url with a PNG or JPEG in a data: URL is needed")
	}
	return p, nil
}

// picture is a picture as it came, and what it shows.
type picture struct {
	file []byte
	gray *image.Gray
}

// vision takes the picture out of the last message of a chat request and leaves its hash in its place, so that what is
// behind it serves text alone.
func vision(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.URL.Path != openai.PathChat {
			next.ServeHTTP(w, r)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, serve.MaxBody))
		if err != nil {
			openai.WriteError(w, http.StatusRequestEntityTooLarge, openai.ErrInvalidRequest, "body_too_large",
				fmt.Sprintf("body: cannot be read, or larger than %d bytes", serve.MaxBody))
			return
		}
		ctx := r.Context()
		if rest, p, err := takePicture(body); err != nil {
			openai.WriteError(w, http.StatusBadRequest, openai.ErrInvalidRequest, "invalid_request", err.Error())
			return
		} else if p != nil {
			body, ctx = rest, context.WithValue(ctx, pictureKey{}, p)
		}
		r = r.Clone(ctx)
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		next.ServeHTTP(w, r)
	})
}

// takePicture returns the request without its picture, and the picture, nil when there is none: what is behind says then
// what is wrong with the request.
func takePicture(body []byte) ([]byte, *picture, error) {
	var request map[string]json.RawMessage
	var messages []struct {
		Role    string          `json:"role"`
		Content json.RawMessage `json:"content"`
	}
	if json.Unmarshal(body, &request) != nil || json.Unmarshal(request["messages"], &messages) != nil || len(messages) == 0 {
		return nil, nil, nil //nolint:nilerr // what is behind refuses it, and says why
	}
	last := &messages[len(messages)-1]
	var parts []part
	if json.Unmarshal(last.Content, &parts) != nil {
		return nil, nil, nil //nolint:nilerr // what is behind refuses it, and says why
	}
	for _, p := range parts {
		if p.Type != "image_url" || p.Image == nil {
			continue
		}
		found, err := decode(p.Image.URL)
		if err != nil {
			return nil, nil, err
		}
		sum := sha256.Sum256(found.file)
		request["messages"], err = json.Marshal([]openai.Message{{
			Role: last.Role, Content: openai.Content("picture " + hex.EncodeToString(sum[:])),
		}})
		if err != nil {
			return nil, nil, err
		}
		rest, err := json.Marshal(request)
		return rest, found, err
	}
	return nil, nil, nil
}

// decode reads a picture from a data: URL. Other URLs are not fetched.
func decode(url string) (*picture, error) {
	head, data, ok := strings.Cut(url, ";base64,")
	if !ok || !strings.HasPrefix(head, "data:image/") {
		return nil, errors.New("image_url: a data: URL in base64 is needed, others are not fetched")
	}
	file, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		return nil, fmt.Errorf("image_url: %w", err)
	}
	size, _, err := image.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("image_url: %w", err)
	}
	if size.Width < 1 || size.Height < 1 || size.Width > maxPixels/size.Height {
		return nil, fmt.Errorf("image_url: %d × %d pixels, at most %d are read", size.Width, size.Height, maxPixels)
	}
	shown, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("image_url: %w", err)
	}
	gray := image.NewGray(image.Rect(0, 0, size.Width, size.Height))
	for y := range size.Height {
		for x := range size.Width {
			gray.Set(x, y, shown.At(shown.Bounds().Min.X+x, shown.Bounds().Min.Y+y))
		}
	}
	return &picture{file, gray}, nil
}

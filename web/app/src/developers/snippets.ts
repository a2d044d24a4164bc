// Programs that ask a gateway, each in one piece and with nothing to install: what the page shows is what a test runs.

/** The languages of the snippets. */
export const tongues = ["curl", "python", "javascript", "go"] as const;
export type Tongue = (typeof tongues)[number];
export const names: Record<Tongue, string> = { curl: "curl", python: "Python", javascript: "JavaScript", go: "Go" };

const QUESTION = "Good morning.";

/** Writes a program that asks a model of a gateway. Of one that is paid the key is in the variable TIANWANG_API_KEY. */
export function snippet(tongue: Tongue, base: string, model: string, paid: boolean): string {
  const m = JSON.stringify(model);
  const url = JSON.stringify(`${base}/v1/chat/completions`);
  switch (tongue) {
    case "curl": {
      const body = JSON.stringify({ model, messages: [{ role: "user", content: QUESTION }] }).replaceAll("'", "'\\''");
      const key = paid ? `  -H "Authorization: Bearer $TIANWANG_API_KEY" \\\n` : "";
      return `curl -sf ${base}/v1/chat/completions \\\n  -H 'Content-Type: application/json' \\\n${key}  -d '${body}'`;
    }
    case "python":
      return `import json${paid ? ", os" : ""}, urllib.request

request = urllib.request.Request(
    ${url},
    json.dumps({"model": ${m}, "messages": [{"role": "user", "content": "${QUESTION}"}]}).encode(),
    {"Content-Type": "application/json"${paid ? `, "Authorization": "Bearer " + os.environ["TIANWANG_API_KEY"]` : ""}},
)
with urllib.request.urlopen(request) as answer:
    print(json.load(answer)["choices"][0]["message"]["content"])`;
    case "javascript":
      return `const answer = await fetch(${url}, {
  method: "POST",
  headers: { "Content-Type": "application/json"${paid ? `, Authorization: \`Bearer \${process.env.TIANWANG_API_KEY}\`` : ""} },
  body: JSON.stringify({ model: ${m}, messages: [{ role: "user", content: "${QUESTION}" }] }),
});
if (!answer.ok) throw new Error(await answer.text());
console.log((await answer.json()).choices[0].message.content);`;
    case "go":
      return `package main

import (
	"fmt"
	"io"
	"net/http"
${paid ? `	"os"\n` : ""}	"strings"
)

func main() {
	body := strings.NewReader(${JSON.stringify(JSON.stringify({ model, messages: [{ role: "user", content: QUESTION }] }))})
	request, err := http.NewRequest("POST", ${url}, body)
	if err != nil {
		panic(err)
	}
	request.Header.Set("Content-Type", "application/json")
${paid ? `	request.Header.Set("Authorization", "Bearer "+os.Getenv("TIANWANG_API_KEY"))\n` : ""}	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		panic(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		panic(fmt.Sprint(answer.Status, err))
	}
	fmt.Println(string(text))
}`;
  }
}

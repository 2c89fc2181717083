// Runs json-rules-engine on rules and cases from standard input; prints what fired and the best time of a case.
import { readFileSync } from 'node:fs'
import { Engine } from 'json-rules-engine'

const { rules, cases, rounds } = JSON.parse(readFileSync(0, 'utf8'))
const started = process.hrtime.bigint()
const engine = new Engine([], { allowUndefinedFacts: true })
engine.addOperator('contained', (fact, value) => typeof fact === 'string' && fact.includes(value))
engine.addOperator('startsWith', (fact, value) => typeof fact === 'string' && fact.startsWith(value))
rules.forEach((conditions, number) => engine.addRule({ conditions, event: { type: String(number) } }))
const compiled = Number(process.hrtime.bigint() - started) / 1e6

async function decide (facts) {
  const { events } = await engine.run(facts)
  return events.map(event => Number(event.type)).sort((a, b) => a - b)
}

const fired = []
for (const facts of cases) fired.push(await decide(facts))
const times = []
for (let round = 0; round < rounds; round++) {
  for (const facts of cases) {
    const start = process.hrtime.bigint()
    await decide(facts)
    times.push(Number(process.hrtime.bigint() - start) / 1e3)
  }
}
process.stdout.write(JSON.stringify({ fired, compiled, times }))

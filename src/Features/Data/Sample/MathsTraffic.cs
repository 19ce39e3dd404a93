namespace Trainer.Features.Data.Sample;

/// <summary>Mathematics: from mental arithmetic to proofs.</summary>
internal static class MathsTraffic
{
    public static TrafficDomain Domain { get; } = new(
        "maths", 0.16, IsGraded: false, OutputTokens: 320,
        [
            new("What is {n} times {n}?", -1.6),
            new("What is {n} percent of {N}?", -1.2),
            new("A {vehicle} drives {N} km in {n} hours. How fast is it on average?", -0.6),
            new("{name} has {N} {goods} and gives away {n} each day. After how many days are fewer than {n} left?", 0.3),
            new("Solve {n}x + {n} = {N} for x.", -0.5),
            new("Solve the system {n}x + {n}y = {N} and {n}x - {n}y = {n}.", 0.9),
            new("Differentiate {n} {function} + {n}x with respect to x.", 0.6),
            new("Compute the integral of {function} from 0 to {n}.", 1.6),
            new("How many ways are there to seat {n} people at {n} round tables so that {condition}?", 2.4),
            new("Prove that {theorem}.", 2.8),
            new("An urn holds {n} red and {n} blue balls. {n} are drawn without replacement. What is the probability that {event}?", 1.8),
            new("Find the eigenvalues of the matrix [[{n}, {n}], [{n}, {n}]].", 1.5),
        ],
        [
            "Show every step.", "Give the answer as a reduced fraction.", "Do not use a calculator.",
                "State where the argument would fail over the integers modulo {n}.",
            "Then generalise the result to {n} dimensions.", "Check the boundary cases.",
                "Round to {n} decimal places only at the very end.", "Prove that the solution is unique.",
        ],
        new Dictionary<string, Slot>
        {
            ["vehicle"] = new(["train", "car", "lorry", "bicycle", "ferry", "bus"], ["glider", "paddle steamer"]),
            ["name"] = new(["Anna", "Ben", "Chidi", "Daria", "Emil", "Farah", "Goran", "Hana"], ["The abbot",
                "The quartermaster"]),
            ["goods"] = new(["apples", "stamps", "marbles", "books", "coins", "tickets"], ["abaci", "gyroscopes"]),
            ["function"] = new(["x^2 sin(x)", "3x^4 - 2x", "e^(2x)", "ln(x + 1)", "x / (x + 2)"], ["arctan(x) / x^2",
                "sqrt(1 + cosh(x))", "x^x"]),
            ["condition"] = new(["no two friends sit together", "every table is full", "the host sits first"],
                ["no table is a rotation of another"]),
            ["event"] = new(["all are red", "at least two are blue", "the colours alternate"],
                ["the last red ball precedes every second blue one"]),
            ["theorem"] = new(
                ["the square root of {n} is irrational unless {n} is a square",
                    "the sum of the first {n} odd numbers is a square", "n^3 - n is divisible by 6",
                    "there are infinitely many primes"],
                ["every finite integral domain is a field", "a continuous bijection from a compact space is a homeomorphism",
                    "the harmonic series over primes diverges"]),
        },
        Attachment: null);
}

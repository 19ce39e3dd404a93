namespace Trainer.Features.Data.Sample;

/// <summary>Law and contracts: definitions, letters and clauses with exceptions to exceptions.</summary>
internal static class LawTraffic
{
    public static TrafficDomain Domain { get; } = new(
        "law", 0.11, IsGraded: false, OutputTokens: 380,
        [
            new("What does the term {term} mean for {party} in {country}?", -0.3),
            new("How long is the notice period for {contract} in {country}?", 0.8),
            new("Draft a short clause on {topic} for {contract}.", 0.6),
            new("Write a letter that ends {contract} after {n} days of delay.", 0.3),
            new("Which party bears the risk under these clauses if the goods are lost in transit?", 2.0),
            new("Compare the rules on {topic} in {country} and {country}.", 2.2),
            new("May {party} withhold payment of {N} euros if {reason}? Discuss both sides and the burden of proof.", 2.6),
            new("Summarise the duties of {party} in these clauses.", 1.2),
            new("Is {contract} valid without a signature in {country}?", 1.0),
        ],
        [
            "Assume that the exception to the exception applies.", "Name the statute.", "Consider mandatory consumer law.",
                "Take into account that the contract was concluded before {n} amendments.",
            "Distinguish nullity from voidability.", "Answer for a reader without legal training.",
                "Say which facts are missing.",
        ],
        new Dictionary<string, Slot>
        {
            ["term"] = new(["force majeure", "liability", "warranty", "jurisdiction", "negligence", "power of attorney"],
                ["usufruct", "estoppel", "culpa in contrahendo"]),
            ["contract"] = new(["a lease", "an employment contract", "a sales contract", "a service agreement",
                "a software licence", "a loan"], ["a charter party", "a tontine", "an emphyteusis"]),
            ["topic"] = new(["confidentiality", "late payment", "data protection", "termination", "delivery", "warranty"],
                ["retention of title", "subrogation", "choice of law"]),
            ["country"] = new(["Germany", "France", "Spain", "England", "Italy", "the Netherlands"], ["Liechtenstein",
                "Louisiana", "Malta"]),
            ["party"] = new(["the buyer", "the seller", "the tenant", "the employer", "the supplier"], ["the bailee",
                "the surety"]),
            ["reason"] = new(["the goods arrived late", "the invoice lacks a date", "the work is unfinished",
                "the seller is insolvent"], ["the assignment was never notified", "set-off was excluded"]),
        },
        Attachments.Clauses);
}

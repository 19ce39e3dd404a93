using System.Globalization;
using Trainer.Calibration.OperatingPoints;
using Trainer.Export;

namespace Trainer.Calibration.Certification;

/// <summary>
/// Finds the setting that saves most of those whose promise can be made.
/// <para>
/// Learn then test (Angelopoulos et al. 2021, arXiv 2110.01052): fixed-sequence testing, each setting at the full level until the first
/// that is
/// not rejected. Quality is tested from the quality end, cost from the saving end. For both at once each of the two
/// sequences takes half the level, since they begin at opposite ends; a setting is certified where both have rejected.
/// </para>
/// <para>
/// Conformal risk control (Angelopoulos et al. 2022, arXiv 2208.02814): the last setting with (n · risk + 1) / (n + 1) within the limit,
/// the risk of a
/// loss that never falls towards saving: max(0, loss), and the largest so far where a query's loss could fall again.
/// </para>
/// </summary>
internal sealed class Certification
{
    /// <summary>Share of a pool's units that only name the reference model.</summary>
    public const double FirstPart = 0.2;

    private readonly HeldOut _data;
    private readonly double[] _settings;
    private readonly CertificationTerms _terms;
    private readonly IndependentUnits _units;
    private readonly int _reference;
    private readonly double _level;
    private readonly bool _isBinary;
    private readonly double _costBound;
    private int[]? _choice;
    private double _pValue;

    private Certification(HeldOut data, double[] settings, CertificationTerms terms, ulong seed)
    {
        (_data, _settings, _terms) = (data, settings, terms);
        _units = IndependentUnits.Of(data.Outcomes.Cluster, seed);
        _reference = terms.Reference ?? (data.IsPair ? Evaluation.PairOutcomes.Strong : -1);
        if (_reference < 0 && terms.MaxQualityLoss is not null)
        {
            (var first, _units) = _units.Split((int)(FirstPart * _units.Count));
            var means = Array.ConvertAll(data.Outcomes.Quality, quality => first.Count == 0 ? 0 : first.Means(quality).Average());
            _reference = Array.IndexOf(means, means.Max());
        }

        if (_units.Count == 0)
        {
            throw new UsageException("there is no query left to certify on");
        }

        _level = (1 - terms.Confidence) / (terms.MaxQualityLoss is not null && terms.MaxCostUsd is not null ? 2 : 1);

        // Decided on the whole table, not setting by setting: choosing between two tests by what one sees would spend the level twice.
        _isBinary = terms.MaxQualityLoss is not null && _units.AreRows && data.Outcomes.Quality.All(
            quality => quality.Zip(data.Outcomes.Quality[_reference], (own, best) => best - own).All(loss => loss is 0 or 1));
        if (terms.MaxCostUsd is not null)
        {
            var costs = data.Outcomes.CostUsd
                ?? throw new UsageException("--max-cost needs the cost of every outcome in the data; these have none");
            var dearest = costs.Max(column => column.Max());
            _costBound = terms.CostBoundUsd ?? dearest;
            if (dearest > _costBound || costs.Any(column => column.Min() < 0))
            {
                throw new UsageException(Text($"costs in the data reach from {costs.Min(column => column.Min())} to {dearest} USD; allowed is ") +
                    Text($"0 to the bound of {_costBound} that was given with --cost-bound"));
            }
        }
    }

    /// <param name="data">Queries that the router was not fitted on and its settings were not looked for on.</param>
    /// <param name="settings">A <see cref="SettingGrid"/>.</param>
    /// <param name="terms">What is to be promised.</param>
    /// <param name="seed">Seed of the units' order.</param>
    public static CertificationResult Run(HeldOut data, double[] settings, CertificationTerms terms, ulong seed = 42)
    {
        var certification = new Certification(data, settings, terms, seed);
        return terms.Method == CertificationMethod.Crc ? certification.ControlRisk() : certification.Test();
    }

    private CertificationResult Test()
    {
        var (saving, dear) = (_settings.Length - 1, 0);
        if (_terms.MaxQualityLoss is { } limit)
        {
            saving = Passed(i => _settings[i], choice => LossPValue(Losses(choice), limit)) - 1;
        }

        if (_terms.MaxCostUsd is { } budget)
        {
            dear = _settings.Length - Passed(i => _settings[^(i + 1)], choice => CostPValue(Costs(choice), budget));
        }

        var chosen = _terms.MaxQualityLoss is null ? dear : saving;
        if (saving < dear || chosen < 0 || chosen >= _settings.Length || SavesNothing(chosen))
        {
            return Refused(saving, dear);
        }

        var taken = _data.Choose(_settings[chosen]);
        var (loss, cost) = (_terms.MaxQualityLoss is null ? null : Losses(taken), _terms.MaxCostUsd is null ? null : Costs(taken));
        double[] pValues =
        [
            .. loss is null ? Array.Empty<double>() : [LossPValue(loss, _terms.MaxQualityLoss!.Value)],
            .. cost is null ? Array.Empty<double>() : [CostPValue(cost, _terms.MaxCostUsd!.Value)],
        ];
        double[] references =
        [
            .. loss is null ? Array.Empty<double>() : [Reference(loss, value => (1 + value) / 2, (1 + _terms.MaxQualityLoss!.Value) / 2)],
            .. cost is null ? Array.Empty<double>() : [Reference(cost, value => value / _costBound, _terms.MaxCostUsd!.Value / _costBound)],
        ];
        return Granted(
            chosen,
            _isBinary && cost is null ? "binomial" : "betting",
            pValues.Max(),
            references.Max(),
            loss?.Average() ?? double.NaN,
            cost?.Average() ?? double.NaN);
    }

    private CertificationResult ControlRisk()
    {
        var limit = _terms.MaxQualityLoss!.Value;
        var worst = new double[_data.Outcomes.Rows];
        var (chosen, risk, reached) = (-1, double.NaN, 0.0);
        var n = _units.Count;
        for (var i = 0; i < _settings.Length; i++)
        {
            var loss = LossOfRows(_data.Choose(_settings[i]));
            for (var row = 0; row < worst.Length; row++)
            {
                worst[row] = Math.Max(worst[row], loss[row]); // from 0: a gain counts as none
            }

            reached = _units.Means(worst).Average();
            if (((n * reached) + 1) / (n + 1) > limit)
            {
                break;
            }

            (chosen, risk) = (i, reached);
        }

        return chosen < 0 || SavesNothing(chosen)
            ? new(
                double.NaN,
                null,
                CannotBe(reached < limit ? (int)Math.Ceiling((1 - reached) / (limit - reached)) : null, Text(
                    $"(1 − risk) / (limit − risk) at the first step, where the observed risk is {reached:0.####}")),
                reached < limit ? (int)Math.Ceiling((1 - reached) / (limit - reached)) : null)
            : Granted(chosen, "conformal", double.NaN, double.NaN, risk, double.NaN);
    }

    // How many settings pass, one after the other; what decides as its predecessor did has its p-value.
    private int Passed(Func<int, double> setting, Func<int[], double> pValue)
    {
        _choice = null;
        for (var i = 0; i < _settings.Length; i++)
        {
            var choice = _data.Choose(setting(i));
            if (_choice is null || !choice.AsSpan().SequenceEqual(_choice))
            {
                (_choice, _pValue) = (choice, pValue(choice));
            }

            if (_pValue > _level)
            {
                return i;
            }
        }

        return _settings.Length;
    }

    private double LossPValue(double[] loss, double limit) => _isBinary
        ? BinomialBound.PValue(loss.Count(value => value > 0), loss.Length, limit)
        : BettingBound.PValue(Array.ConvertAll(loss, value => (1 + value) / 2), (1 + limit) / 2, _level);

    private double CostPValue(double[] cost, double budget) => budget >= _costBound
        ? 0 // nothing can cost more
        : BettingBound.PValue(Array.ConvertAll(cost, value => value / _costBound), budget / _costBound, _level);

    private static double Reference(double[] values, Func<double, double> unit, double mean) =>
        mean >= 1 ? 0 : HoeffdingBentkusBound.PValue(unit(values.Average()), values.Length, mean);

    private double[] Losses(int[] choice) => _units.Means(LossOfRows(choice));

    private double[] LossOfRows(int[] choice)
    {
        var (quality, loss) = (_data.Outcomes.Quality, new double[choice.Length]);
        for (var row = 0; row < loss.Length; row++)
        {
            loss[row] = quality[_reference][row] - quality[choice[row]][row];
        }

        return loss;
    }

    private double[] Costs(int[] choice) => _units.Means([.. choice.Select((model, row) => _data.Outcomes.CostUsd![model][row])]);

    // A promise about always asking the reference is empty.
    private bool SavesNothing(int setting) =>
        _terms.MaxQualityLoss is not null && Array.TrueForAll(_data.Choose(_settings[setting]), model => model == _reference);

    private CertificationResult Granted(int setting, string bound, double pValue, double reference, double loss, double cost)
    {
        var isCrc = _terms.Method == CertificationMethod.Crc;
        var limits = string.Join(" and ", new[]
        {
            _terms.MaxQualityLoss is { } limit
                ? Text($"the mean {(isCrc ? "of max(0, loss)" : "quality lost")} against {_data.Models[_reference]} is at most {limit:0.####}")
                : null,
            _terms.MaxCostUsd is { } budget
                ? Text($"the mean cost is at most {budget:0.########} USD, as no answer costs over {_costBound:0.####}")
                : null,
        }.OfType<string>());
        var sentence = (isCrc
                ? $"on average over certification data like these and new queries, {limits}; this holds in expectation, not with a confidence"
                : Text($"with confidence {_terms.Confidence:0.####}, {limits}")) +
            Text($"; shown on {_units.Count} {(_units.AreRows ? "independent queries" : "groups of queries, each counted once")}; ") +
            "it holds for queries like these, and drift voids it";
        return new(
            _settings[setting],
            new Certificate(
                _terms.Method == CertificationMethod.Crc ? "crc" : "ltt",
                isCrc ? double.NaN : _terms.Confidence,
                _terms.MaxQualityLoss ?? double.NaN,
                _terms.MaxQualityLoss is null ? null : _data.Models[_reference],
                _terms.MaxCostUsd ?? double.NaN,
                _terms.MaxCostUsd is null ? double.NaN : _costBound,
                _units.Count,
                bound,
                pValue,
                reference,
                loss,
                cost,
                sentence),
            sentence,
            null);
    }

    private CertificationResult Refused(int saving, int dear)
    {
        if (_terms.MaxQualityLoss is null)
        {
            var cheapest = Costs(_data.Choose(_settings[^1]));
            var rows = Needed(cheapest, _terms.MaxCostUsd!.Value, _costBound);
            return new(double.NaN, null, CannotBe(rows, "2 · variance · ln(1/level) / (limit − mean)² of the cheapest choices"), rows);
        }

        if (saving >= 0 && saving < dear && !SavesNothing(saving))
        {
            return new(
                double.NaN,
                null,
                CannotBe(null, null) +
                Text($": the quality holds up to the setting {_settings[saving]:0.####}, the cost only from ") +
                (dear < _settings.Length ? Text($"{_settings[dear]:0.####} on") : "nowhere on"),
                null);
        }

        // As far as half the limit by what was observed, or, where nothing gets there, the first step away from the reference.
        var limit = _terms.MaxQualityLoss.Value;
        int? needed = null;
        int[]? before = null;
        foreach (var setting in _settings)
        {
            var choice = _data.Choose(setting);
            if (before is not null && choice.AsSpan().SequenceEqual(before))
            {
                continue;
            }

            before = choice;
            var loss = Losses(choice);
            if (Array.TrueForAll(choice, model => model == _reference))
            {
                continue;
            }

            var rows = Needed(loss, limit, 1);
            if (rows is null || (needed is not null && loss.Average() > limit / 2))
            {
                break;
            }

            needed = Math.Max(needed ?? 0, rows.Value);
            if (loss.Average() > limit / 2)
            {
                break;
            }
        }

        return new(
            double.NaN,
            null,
            CannotBe(needed, "2 · variance · ln(1/level) / (limit − loss)², the variance and loss observed up to where half the limit is lost"),
            needed);
    }

    private string CannotBe(int? rows, string? rule) =>
        Text($"nothing can be certified with {_units.Count} {(_units.AreRows ? "rows" : "groups of rows")}") +
        (rule is null ? "" : rows is { } number
            ? Text($"; about {number} would do ({rule})")
            : "; more rows would not help, because what was observed is over the limit itself");

    /// <summary>About how many values a bet needs: the logarithm of the capital grows by (limit − mean)² / (2 variance) with
    /// each.</summary>
    private int? Needed(double[] values, double limit, double scale)
    {
        var mean = values.Average();
        if (!(mean < limit))
        {
            return null;
        }

        var variance = values.Sum(value => (value - mean) * (value - mean)) / values.Length;
        var odds = Math.Log(1 / _level);
        var rows = Math.Max(2 * variance * odds / ((limit - mean) * (limit - mean)), odds * scale / (0.75 * limit));
        return rows < 1e9 ? Math.Max((int)Math.Ceiling(rows), values.Length + 1) : null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

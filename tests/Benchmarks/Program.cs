using Benchmarks;
using Benchmarks.Tuning;
using System.Globalization;

// dotnet run --project tests/Benchmarks -c Release -- NAME ARGS; docs/benchmarks.md says what was measured with it.
switch (args)
{
    case ["tfidf", var data, ..]:
        TfIdf.Run(data, args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 7);
        return 0;
    case ["embed", var data, ..]:
        Embedding.Run(data, args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 3);
        return 0;
    case ["mmlu" or "mmlu-weak-wrong", var data, ..]:
        Mmlu.Run(
            data,
            args.Length > 2 ? double.Parse(args[2], CultureInfo.InvariantCulture) : 60,
            args.Length > 3 ? args[3] : args[0] == "mmlu" ? "0,1,2,3,4,42" : "42",
            args[0] == "mmlu-weak-wrong",
            args[Math.Min(args.Length, 4)..]);
        return 0;
    case ["pool", var data, var configuration, ..]:
        EveryLearner.Search(
            data, configuration, args.Length > 3 ? double.Parse(args[3], CultureInfo.InvariantCulture) : 60, args[Math.Min(args.Length, 4)..]);
        return 0;
    case ["decide", var bundle, var table, ..]:
        Deciding.Run(bundle, table, args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 20_000);
        return 0;
    case ["calibration", var data, ..]:
        CalibrationError.Run(data, args.Length > 2 ? args[2] : "logistic,neighbours");
        return 0;
    case ["tokenizers", var text, .. { Length: > 0 } files]:
        Tokenizing.Run(text, files);
        return 0;
    case ["audit", ..]:
        Auditing.Run(args.Length > 1 ? args[1] : null);
        return 0;
    case ["logistic", var data, ..]:
        Logistic.Run(data, args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 5, args.Length > 3 ? args[3] : null);
        return 0;
    case ["learners-mmlu", var data, var sets, ..]:
        EveryLearner.OnMmlu(data, sets, args.Length > 3 ? args[3] : "");
        return 0;
    case ["learners-pool", var data, var configuration, var sets, ..]:
        EveryLearner.OnPool(data, configuration, sets, args.Length > 4 ? args[4] : "");
        return 0;
    case ["mlp", var data, ..]:
        Mlp.Run(data, args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 3);
        return 0;
    case ["trees", var data, ..]:
        GrowingTrees.Run(
            data,
            args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 3,
            args.Length > 3 ? args[3] : null,
            args.Length > 4 ? args[4] : "42",
            args.Length > 5 ? int.Parse(args[5], CultureInfo.InvariantCulture) : int.MaxValue);
        return 0;
    case ["svm", var data, ..]:
        SupportVectors.Run(data, args.Length > 2 ? args[2] : null);
        return 0;
    case ["svm-nodes"]:
        SvmNodes.Run();
        return 0;
    case ["vectors", var data, var folder]:
        FitAlone.Write(data, folder);
        return 0;
    case ["fit-alone", var folder, "neighbours" or "mlp"]:
        FitAlone.Run(folder, args[2]);
        return 0;
    case ["neighbours", var data, ..]:
        NearestNeighbours.Run(data);
        return 0;
    case ["sw-ranking", ..]:
        SimilarityRanking.Run(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 50);
        return 0;
    case ["training"]:
        TrainingSteps.Run();
        return 0;
    case ["fine-tune", var data, ..]:
        FineTune.Run(
            data,
            args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1,
            args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : int.MaxValue);
        return 0;
    case ["ensemble-mmlu", var data, var folder, ..]:
        EnsembleOnMmlu.Run(data, folder, args.Length > 3 ? args[3] : "0,1,2,3,4");
        return 0;
    case ["mf", var folder, ..]:
        MatrixFactorisation.Run(folder, args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 3);
        return 0;
    case ["study-overhead", ..]:
        StudyOverhead.Run(
            args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 200,
            args.Length > 2 ? args[2] : "tpe",
            args.Length > 3 ? args[3] : "paired-test");
        return 0;
    case ["tuner-tables", var data, var folder, .. var names]:
        Tuners.Tabulate(data, folder, names);
        return 0;
    case ["tuners", var data, var folder, ..]:
        Tuners.Race(data, folder, args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 20);
        return 0;
    case ["certify", ..]:
        Certifying.Run(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1_000);
        return 0;
    case ["gate", ..]:
        Gate.Run(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1_000);
        return 0;
    case ["evaluation", var data]:
        Evaluating.Run(data);
        return 0;
    case ["coverage", ..]:
        Coverage.Run(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1_000);
        return 0;
    default:
        Console.Error.WriteLine(
            "usage: tfidf DATA [RUNS] | embed DATA [RUNS] | mmlu DATA [SECONDS [SPLITS [KEY=VALUE...]]] | " +
            "mmlu-weak-wrong DATA [SECONDS [SPLITS [KEY=VALUE...]]] | pool DATA CONFIG [SECONDS [KEY=VALUE...]] | decide BUNDLE TABLE [CALLS] | calibration DATA [LEARNERS] | tokenizers TEXT FILE... | audit [DATA] | " +
            "logistic DATA [RUNS [FOLDER]] | learners-mmlu DATA SETS [LEARNERS] | learners-pool DATA CONFIG SETS [LEARNERS] | " +
            "mlp DATA [RUNS] | trees DATA [RUNS [FOLDER [SPLIT [LEARNERS]]]] | svm DATA [FOLDER] | svm-nodes | vectors DATA FOLDER | " +
            "fit-alone FOLDER neighbours|mlp | neighbours DATA | sw-ranking [QUERIES] | training | " +
            "fine-tune DATA [EPOCHS [TEXTS]] | ensemble-mmlu DATA FOLDER [SPLITS] | mf FOLDER [RUNS] | tuner-tables DATA FOLDER [SPACES] | tuners DATA FOLDER [SEEDS] | " +
            "study-overhead [TRIALS [TUNER [STOPPING]]] | certify [REPETITIONS] | gate [PAIRS] | evaluation DATA | coverage [REPETITIONS]");
        return 2;
}

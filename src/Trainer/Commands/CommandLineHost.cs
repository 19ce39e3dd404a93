using System.Globalization;
using System.Runtime.InteropServices;
using CommandLine;
using CommandLine.Text;
using Spectre.Console;
using Trainer.Export;
using Trainer.Features.Data;
using Trainer.Features.Encoders;

namespace Trainer.Commands;

/// <summary>Parses the command line, runs a verb, and turns every fault into one message and a documented exit code.</summary>
internal static class CommandLineHost
{
    private static readonly Type[] Verbs =
    [
        typeof(SweepVerb), typeof(TrainVerb), typeof(EvaluateVerb), typeof(CalibrateVerb), typeof(RepriceVerb), typeof(ExportVerb),
        typeof(VerifyVerb), typeof(RouteVerb),
        typeof(RegressVerb), typeof(PlanVerb), typeof(ImportVerb), typeof(InspectVerb), typeof(SampleVerb), typeof(ListRoutersVerb),
        typeof(StudiesVerb), typeof(ReplayVerb),
    ];

    public static int Run(string[] args)
    {
        using var interruption = new Interruption();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true; // finish the file in hand, then end in order
            interruption.Interrupt();
        });
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            interruption.Terminate();
        });
        return Run(args, new Session(
            Terminal(Console.Out, Console.IsOutputRedirected),
            Terminal(Console.Error, Console.IsErrorRedirected),
            TimeProvider.System,
            interruption));
    }

    public static int Run(string[] args, Session session)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        if (args is ["help", var verbOfHelp])
        {
            return Run([verbOfHelp, "--help"], session);
        }

        using var parser = new Parser(settings =>
        {
            settings.HelpWriter = null;
            settings.CaseInsensitiveEnumValues = true;
            settings.ParsingCulture = CultureInfo.InvariantCulture;
            settings.AllowMultiInstance = true;
        });
        var parsed = parser.ParseArguments(args, Verbs);
        return parsed is Parsed<object> { Value: Verb verb } ? Guarded(verb, args, session) : Help(parsed, session);
    }

    private static int Guarded(Verb verb, string[] args, Session session)
    {
        try
        {
            CommandLineFault.RefuseRepetition(verb, args);
            using var opened = verb as IDisposable;
            return verb.Run(session);
        }
        catch (OperationCanceledException)
        {
            return Fault(session, ExitCode.Cancelled, "cancelled; what was finished is on disk, and the same command goes on from there");
        }
        catch (UsageException e)
        {
            return Fault(session, ExitCode.Usage, e.Message);
        }
        catch (Exception e) when (e is DataFormatException or BundleException or EncoderException)
        {
            return Fault(session, ExitCode.InvalidInput, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fault(session, ExitCode.InvalidInput, $"a file cannot be read or written: {e.Message}");
        }
        catch (Exception e)
        {
            return Fault(session, ExitCode.InternalError, $"internal error, please report it with this text:{Environment.NewLine}{e}");
        }
    }

    private static int Fault(Session session, int exitCode, string message)
    {
        session.Error.Profile.Out.Writer.WriteLine($"trainer: {message}");
        return exitCode;
    }

    private static int Help(ParserResult<object> parsed, Session session)
    {
        var errors = ((NotParsed<object>)parsed).Errors.ToArray();
        if (errors.IsVersion())
        {
            session.Out.Profile.Out.Writer.WriteLine($"trainer {Version}");
            return ExitCode.Done;
        }

        if (!errors.IsHelp() && !errors.Any(error => error is NoVerbSelectedError))
        {
            return Fault(session, ExitCode.Usage, CommandLineFault.Sentence(parsed, errors, Verbs));
        }

        var help = HelpText.AutoBuild(
            parsed,
            text =>
            {
                text.Heading = $"trainer {Version}: learns which prompt needs which model";
                text.Copyright = "";
                text.AdditionalNewLineAfterOption = false;
                text.AddDashesToOption = true;
                text.MaximumDisplayWidth = 110;
                return HelpText.DefaultParsingErrorsHandler(parsed, text);
            },
            example => example,
            verbsIndex: true,
            maxDisplayWidth: 110);
        var isHelp = errors.IsHelp();
        (isHelp ? session.Out : session.Error).Profile.Out.Writer.WriteLine(help.ToString().TrimEnd());
        return isHelp ? ExitCode.Done : ExitCode.Usage;
    }

    private static string Version => typeof(CommandLineHost).Assembly.GetName().Version!.ToString(3);

    private static IAnsiConsole Terminal(TextWriter writer, bool isRedirected)
    {
        if (!isRedirected)
        {
            return AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        }

        // Files and pipes get plain text, and lines that no terminal's width breaks.
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
        });
        console.Profile.Width = 400;
        return console;
    }
}

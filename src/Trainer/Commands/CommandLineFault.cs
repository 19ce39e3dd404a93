using System.Reflection;
using CommandLine;
using CommandLine.Text;
using Trainer.Configuration;

namespace Trainer.Commands;

/// <summary>What is wrong with a command line, in one sentence.</summary>
internal static class CommandLineFault
{
    /// <summary>The sentence for a command line that could not be parsed.</summary>
    public static string Sentence(ParserResult<object> parsed, IReadOnlyList<Error> errors, IReadOnlyList<Type> verbs)
    {
        if (errors.OfType<BadVerbSelectedError>().FirstOrDefault() is { } unknown)
        {
            return $"there is no verb '{unknown.Token}'; {NearestName.Hint(unknown.Token, verbs.Select(Name))}";
        }

        var verb = parsed.TypeInfo.Current;
        var exclusive = errors.OfType<MutuallyExclusiveSetError>().Select(error => $"--{error.NameInfo.LongName}").ToArray();
        var sentences = errors.Where(error => error is not MutuallyExclusiveSetError).Select(error => Sentence(error, verb))
            .Concat(exclusive.Length > 0 ? [$"{string.Join(" and ", exclusive)} exclude each other"] : [])
            .Order(StringComparer.Ordinal);
        return $"{string.Join(", ", sentences)}; 'trainer {Name(verb)} --help' shows how";
    }

    /// <summary>
    /// The parser takes options more than once, for the sake of lists; of two single values it would keep one without a word.
    /// </summary>
    public static void RefuseRepetition(Verb verb, string[] args)
    {
        if (verb.Surplus.FirstOrDefault() is { } surplus)
        {
            throw new UsageException($"'{surplus}' is one argument too many; 'trainer {Name(verb.GetType())} --help' shows how");
        }

        var single = Options(verb.GetType())
            .Where(option => option.Property.PropertyType == typeof(string) || option.Property.PropertyType.IsValueType);
        foreach (var (name, _) in single)
        {
            if (args.Count(arg => arg == $"--{name}" || arg.StartsWith($"--{name}=", StringComparison.Ordinal)) > 1)
            {
                throw new UsageException($"--{name} is given more than once; give it once");
            }
        }
    }

    private static string Sentence(Error error, Type verb) => error switch
    {
        UnknownOptionError unknown =>
            $"there is no option --{unknown.Token}; {NearestName.Hint(unknown.Token, Options(verb).Select(option => option.Name))}",
        MissingRequiredOptionError { NameInfo.LongName: "" } or SequenceOutOfRangeError { NameInfo.LongName: "" } => Missing(verb),
        MissingRequiredOptionError missing => $"--{missing.NameInfo.LongName} is missing",
        MissingValueOptionError missing => $"--{missing.NameInfo.LongName} has no value",
        SequenceOutOfRangeError range => $"--{range.NameInfo.LongName} has too few or too many values",
        BadFormatConversionError bad => $"--{bad.NameInfo.LongName} has a value of the wrong kind; allowed {Allowed(verb, bad.NameInfo.LongName)}",
        _ => SentenceBuilder.Create().FormatError(error).TrimEnd('.'),
    };

    // Of a single value or a list of them.
    private static string Allowed(Type verb, string option)
    {
        var type = Options(verb).First(known => known.Name == option).Property.PropertyType;
        type = Nullable.GetUnderlyingType(type) ?? (type.IsGenericType ? type.GetGenericArguments()[0] : type);
        return type.IsEnum ? $"are {string.Join(", ", Enum.GetNames(type).Select(name => name.ToLowerInvariant()))}"
            : type == typeof(int) || type == typeof(ulong) ? "is a whole number"
            : "is a number";
    }

    private static string Name(Type verb) => verb.GetCustomAttribute<VerbAttribute>()!.Name;

    private static IEnumerable<(string Name, PropertyInfo Property)> Options(Type verb) =>
        from property in verb.GetProperties()
        let option = property.GetCustomAttribute<OptionAttribute>()
        where option is not null
        select (option.LongName, property);

    private static string Missing(Type verb)
    {
        var position = verb.GetProperties()
            .Select(property => property.GetCustomAttribute<ValueAttribute>())
            .First(value => value is { Required: true })!;
        var list = Options(verb)
            .Where(option => option.Property.PropertyType == typeof(IEnumerable<string>))
            .Select(option => option.Name)
            .FirstOrDefault();
        return $"{position.MetaName} is " +
            $"missing{(list is null ? "" : $" (it stands before --{list}, which takes every argument up to the next option)")}";
    }
}

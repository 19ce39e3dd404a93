using System.Globalization;
using Spectre.Console;

namespace Trainer;

/// <summary>
/// Says what long work is doing: a bar that is redrawn on a terminal, plain lines elsewhere. Silent if asked. Safe from several threads.
/// </summary>
internal sealed class Progress(IAnsiConsole console, bool silent)
{
    private readonly Lock _lock = new();
    private bool _barIsOpen;
    private Action<string>? _display;

    public bool IsSilent => silent;

    /// <summary>
    /// While a display is drawn on the same terminal it shows counted work itself, in a line of its own; steps go above it. The display
    /// must be one that the console knows of.
    /// </summary>
    /// <param name="show">Hears the line, or nothing when the work is done.</param>
    /// <param name="work">What goes on meanwhile.</param>
    public T Beside<T>(Action<string> show, Func<T> work)
    {
        lock (_lock)
        {
            CloseBar();
            _display = show;
        }

        try
        {
            return work();
        }
        finally
        {
            lock (_lock)
            {
                _display = null;
            }
        }
    }

    /// <summary>A step that is worth a line of its own.</summary>
    public void Step(string text) => Write(() =>
    {
        CloseBar();
        console.MarkupLineInterpolated($"{text}");
    });

    /// <summary>Counted work: drawn as a bar on a terminal, else a line now and then.</summary>
    public void Count(int done, int total, string note) => Write(() =>
    {
        if (_display is not null)
        {
            _display(done == total ? "" : string.Create(CultureInfo.InvariantCulture, $"{done}/{total}  {note}"));
        }
        else if (console.Profile.Out.IsTerminal)
        {
            const int Width = 24;
            var filled = total == 0 ? Width : (int)((long)Width * done / total);
            var bar = new string('█', filled) + new string('░', Width - filled);
            var line = string.Create(CultureInfo.InvariantCulture, $"{bar} {done}/{total}  {note}");
            line = line[..Math.Min(line.Length, Math.Max(20, console.Profile.Width - 1))];
            console.Profile.Out.Writer.Write("\r\u001b[2K" + line);
            console.Profile.Out.Writer.Flush();
            _barIsOpen = true;
            if (done == total)
            {
                CloseBar();
            }
        }
        else if (done == total || done % Math.Max(1, total / 10) == 0)
        {
            console.Profile.Out.Writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done}/{total}  {note}"));
        }
    });

    private void CloseBar()
    {
        if (_barIsOpen)
        {
            console.Profile.Out.Writer.WriteLine();
            _barIsOpen = false;
        }
    }

    private void Write(Action write)
    {
        if (!silent)
        {
            lock (_lock)
            {
                write();
            }
        }
    }
}

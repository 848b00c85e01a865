namespace Aspire.Hosting.StandIn;

/// <summary>The terminal: every line says who speaks; a colour a speaker, where colours are shown.</summary>
internal sealed class Screen(IReadOnlyList<Resource> resources)
{
    private const string Reset = "\e[0m";
    private static readonly string[] Colors = ["\e[36m", "\e[32m", "\e[33m", "\e[35m", "\e[34m"];
    private static readonly bool Colored = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null;

    private readonly Lock _turn = new();
    private readonly List<string> _speakers = [.. resources.Select(resource => resource.Name), Dashboard.Name];

    private int Width => _speakers.Max(name => name.Length);

    /// <summary>Prints a line of one of the resources, or about it.</summary>
    public void Say(string speaker, string line)
    {
        var prefix = speaker.PadRight(Width) + " | ";
        var color = Colors[Math.Max(_speakers.IndexOf(speaker), 0) % Colors.Length];
        Print(Colored ? color + prefix + Reset + line : prefix + line);
    }

    /// <summary>Prints a line of the AppHost's own.</summary>
    public void Print(string line)
    {
        lock (_turn)
        {
            Console.WriteLine(line);
        }
    }

    /// <summary>Prints what runs, in what state, and where.</summary>
    public void Table(IReadOnlyList<(string Resource, string State, string Url)> rows)
    {
        (string Resource, string State, string Url)[] all = [("resource", "state", "url"), .. rows];
        var (first, second) = (all.Max(row => row.Resource.Length), all.Max(row => row.State.Length));
        Print(string.Join(Environment.NewLine,
            ["", .. all.Select(row => $"  {row.Resource.PadRight(first)}  {row.State.PadRight(second)}  {row.Url}"), ""]));
    }
}

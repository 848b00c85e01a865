using ChatAspire.Network.Execution;

namespace ChatAspire.WalkBench;

/// <summary>The load and the duration of the measurement.</summary>
/// <param name="Lab">The lab file of a running local lab.</param>
/// <param name="Rate">Messages per second to the first chat node, at random (Poisson) times.</param>
/// <param name="Readers">Number of readers on the last chat node.</param>
/// <param name="Seconds">Duration of a walk.</param>
/// <param name="Rounds">Number of measurements.</param>
/// <param name="Instead">A shell line that runs instead of the walk, as a baseline for the walk's cost.</param>
internal sealed record WalkBenchOptions(string Lab = "lab.json", int Rate = 200, int Readers = 10, int Seconds = 10,
    int Rounds = 6, string? Instead = null)
{
    private const string Usage = "options: --lab FILE --rate N (messages/s) --readers N --seconds N (3 to 60) --rounds N --instead COMMAND";

    /// <exception cref="UserErrorException">An unknown option, or a value that is not a number in its range.</exception>
    public static WalkBenchOptions Parse(string[] args)
    {
        var options = new WalkBenchOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : throw new UserErrorException($"{args[i]}: no value. {Usage}");
            options = args[i] switch
            {
                "--lab" => options with { Lab = value },
                "--rate" => options with { Rate = Number(1, 1000) },
                "--readers" => options with { Readers = Number(1, 1000) },
                "--seconds" => options with { Seconds = Number(3, 60) },
                "--instead" => options with { Instead = value },
                "--rounds" => options with { Rounds = Number(1, 100) },
                _ => throw new UserErrorException($"unknown option '{args[i]}'. {Usage}"),
            };

            int Number(int from, int to) => int.TryParse(value, out var n) && n >= from && n <= to
                ? n
                : throw new UserErrorException($"{args[i]} {value}: a whole number from {from} to {to} was expected. {Usage}");
        }

        return options;
    }
}

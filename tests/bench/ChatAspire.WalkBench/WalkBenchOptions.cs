using ChatAspire.Provisioner;

namespace ChatAspire.WalkBench;

/// <summary>The load, and how long it is looked at.</summary>
/// <param name="Rate">Messages per second over both nodes, at random (Poisson) moments.</param>
/// <param name="Seconds">How long a walk along existing traffic listens.</param>
/// <param name="Rounds">How often everything is measured.</param>
internal sealed record WalkBenchOptions(int Rate = 200, int Seconds = 8, int Rounds = 5)
{
    private const string Usage = "options: --rate N (messages/s) --seconds N (5 to 60) --rounds N";

    /// <exception cref="LabException">An unknown option, or a value that is no number in its range.</exception>
    public static WalkBenchOptions Parse(string[] args)
    {
        var options = new WalkBenchOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : throw new LabException($"{args[i]}: no value. {Usage}");
            options = args[i] switch
            {
                "--rate" => options with { Rate = Number(2, 1000) },
                "--seconds" => options with { Seconds = Number(5, 60) },
                "--rounds" => options with { Rounds = Number(1, 100) },
                _ => throw new LabException($"unknown option '{args[i]}'. {Usage}"),
            };

            int Number(int from, int to) => int.TryParse(value, out var n) && n >= from && n <= to
                ? n
                : throw new LabException($"{args[i]} {value}: a whole number from {from} to {to} was expected. {Usage}");
        }

        return options;
    }
}

namespace ChatAspire.Bench;

/// <summary>The load, the same for every system.</summary>
/// <param name="Rooms">Rooms under load.</param>
/// <param name="Readers">Readers per room, half of them on each node.</param>
/// <param name="Rate">Messages per second and room, at random (Poisson) times, the same for every system.</param>
/// <param name="Size">Characters of a message's text.</param>
/// <param name="Seconds">Seconds measured, after half as many of warm-up.</param>
/// <param name="Rounds">Number of measurements of each system; the report shows medians.</param>
/// <param name="Idle">Idle readers for the memory figure: connected, with nothing to read. 0 leaves that figure out.</param>
/// <param name="Systems">The systems to measure, in <see cref="Bench.Systems.SystemUnderTest.All"/>'s names.</param>
public sealed record BenchOptions(
    int Rooms = 1,
    int Readers = 400,
    int Rate = 80,
    int Size = 200,
    int Seconds = 10,
    int Rounds = 3,
    int Idle = 2000,
    string[]? Systems = null)
{
    private const string Usage =
        "options: --rooms N --readers N (per room) --rate N (messages/s and room) --size N (characters, 40 to 4000)" +
        " --seconds N --rounds N --idle N --systems chataspire,chataspire-jit,bun,socketio,signalr";

    /// <summary>Reads the command line.</summary>
    /// <exception cref="BadInputException">An unknown option, or a value that is not a number in its range.</exception>
    public static BenchOptions Parse(string[] args)
    {
        var options = new BenchOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : throw new BadInputException($"{args[i]}: no value. {Usage}");
            options = args[i] switch
            {
                "--rooms" => options with { Rooms = Number(1, 1000) },
                "--readers" => options with { Readers = Number(2, 5000) },
                "--rate" => options with { Rate = Number(1, 10_000) },
                "--size" => options with { Size = Number(40, 4000) },
                "--seconds" => options with { Seconds = Number(1, 600) },
                "--rounds" => options with { Rounds = Number(1, 100) },
                "--idle" => options with { Idle = Number(0, 15_000) },
                "--systems" => options with { Systems = value.Split(',') },
                _ => throw new BadInputException($"unknown option '{args[i]}'. {Usage}"),
            };

            int Number(int from, int to) => int.TryParse(value, out var n) && n >= from && n <= to
                ? n
                : throw new BadInputException($"{args[i]} {value}: a whole number from {from} to {to} was expected. {Usage}");
        }

        return options;
    }
}

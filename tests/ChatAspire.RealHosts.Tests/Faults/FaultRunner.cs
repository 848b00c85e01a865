using System.Text.Json;
using ChatAspire.Lab.Faults;
using ChatAspire.Network.Execution;
using ChatAspire.Tests.Faults;

namespace ChatAspire.RealHosts.Tests.Faults;

/// <summary>Makes a fault of the catalogue, walks, runs the printed cure as it is printed, walks again, and undoes the fault.</summary>
internal sealed class FaultRunner(FaultLane lane)
{
    /// <summary>The number of walks after a cure: a restarted program needs a moment until it answers.</summary>
    private const int WalksAfterCure = 2;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    /// <summary>Runs one case.</summary>
    /// <exception cref="UserErrorException">The fault could not be made, or the walk gave no report.</exception>
    public async Task<FaultResult> RunAsync(FaultCase fault)
    {
        var expected = await ExpectedAsync(fault);
        var commands = CommandsOf(fault);
        try
        {
            (await lane.OnHostAsync(fault.Host, commands.MakeCommand)).Check();
            var (ran, given, cure, contradictions) = await WalkAsync(fault);
            bool? healed = fault.MustHeal && given is not null && cure is not null && IsRepair(cure)
                ? await HealsAsync(fault, given, cure)
                : null;
            await lane.OnHostAsync(fault.Host, commands.RestoreCommand);
            if (healed == false && !await IsWellAsync(fault))
            {
                await lane.RestoreAsync();
            }

            return new FaultResult(
                fault.Name, fault.Topology, expected, given, cure, fault.MustHeal, healed, Math.Round(ran.Elapsed.TotalSeconds, 1))
            {
                Contradictions = contradictions,
            };
        }
        finally
        {
            await lane.OnHostAsync(fault.Host, commands.RestoreCommand); // also when anything above failed; it may be repeated
        }
    }

    private static Fault CommandsOf(FaultCase fault) => new(fault.Name, fault.Host, fault.Make, "true", fault.Undo);

    /// <summary>The expected verdict, with the shell words of its place expanded before the fault is made.</summary>
    private async Task<FaultVerdict?> ExpectedAsync(FaultCase fault)
    {
        if (fault.Verdict is not { } verdict || !verdict.Place.Contains('$'))
        {
            return fault.Verdict;
        }

        var print = CommandsOf(fault) with { Make = $"echo \"{verdict.Place}\"" };
        return verdict with { Place = (await lane.OnHostAsync(verdict.Host, print.MakeCommand)).Check().Output.Trim() };
    }

    private async Task<(Ran Ran, FaultVerdict? Given, string? Cure, IReadOnlyList<string> Contradictions)> WalkAsync(FaultCase fault)
    {
        var ran = await lane.ChatlabAsync(lane.Arguments(fault.Walk));
        if (!ran.Output.StartsWith('{'))
        {
            throw new UserErrorException($"The walk gave no report (exit code {ran.ExitCode}): {ran.Error}", "Read its message.");
        }

        var document = JsonDocument.Parse(ran.Output).RootElement;
        JsonElement[] walks = document.TryGetProperty("walks", out var list) ? [.. list.EnumerateArray()] : [document];
        var verdict = walks.Select(walk => walk.TryGetProperty("verdict", out var found) ? found : default)
            .FirstOrDefault(found => found.ValueKind == JsonValueKind.Object);
        List<string> contradictions = [.. walks.SelectMany(Contradictions.Of)];
        return verdict.ValueKind == JsonValueKind.Object
            ? (ran, new FaultVerdict(Text("host"), Text("location"), Text("causeId")), Text("cure"), contradictions)
            : (ran, null, null, contradictions);

        string Text(string name) => verdict.GetProperty(name).GetString()!;
    }

    /// <summary>Indicates whether a cure is a command that repairs: no sentence, no other walk.</summary>
    private static bool IsRepair(string cure) =>
        !char.IsUpper(cure[0]) && !cure.EndsWith('…') && !cure.StartsWith("chatlab walk", StringComparison.Ordinal);

    private async Task<bool> HealsAsync(FaultCase fault, FaultVerdict given, string cure)
    {
        if (cure.StartsWith("chatlab ", StringComparison.Ordinal))
        {
            await lane.ChatlabAsync(cure.Split(' ')[1..]);
        }
        else
        {
            await lane.OnHostAsync(given.Host, HostCommand.Shell(cure));
        }

        return await IsWellAsync(fault);
    }

    private async Task<bool> IsWellAsync(FaultCase fault)
    {
        for (var i = 0; i < WalksAfterCure; i++)
        {
            var (ran, given, _, _) = await WalkAsync(fault);
            if (ran.ExitCode == 0 && given is null)
            {
                return true;
            }

            await Task.Delay(Settling, TestContext.Current.CancellationToken);
        }

        return false;
    }
}

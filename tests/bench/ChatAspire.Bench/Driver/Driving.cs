using System.Diagnostics;
using System.Text.Json;

namespace ChatAspire.Bench.Driver;

/// <summary>The load driver's process, which waits for its plan.</summary>
public sealed class Driving
{
    private readonly Process _process = Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ChatAspire.Bench.dll"), LoadDriver.Verb])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;

    /// <summary>Gives it the plan, and waits for its result.</summary>
    /// <exception cref="BadInputException">It failed.</exception>
    public T Finish<T>(DrivePlan plan)
    {
        using var process = _process;
        process.StandardInput.Write(JsonSerializer.Serialize(plan));
        process.StandardInput.Close();
        var answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<T>(answer)!
            : throw new BadInputException($"the load driver failed on {plan.System}; its error stands above");
    }
}

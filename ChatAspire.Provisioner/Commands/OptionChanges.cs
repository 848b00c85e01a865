using ChatAspire.Lab.Lifecycle;
using ChatAspire.Network.Execution;
using ChatAspire.Provisioner.Output;

namespace ChatAspire.Provisioner.Commands;

/// <summary>Reports options that differ from those of an existing lab, and asks whether to change them.</summary>
internal static class OptionChanges
{
    /// <summary>Writes a line for each change.</summary>
    public static void Report(LabSession session)
    {
        foreach (var change in session.Changes)
        {
            Terminal.WriteMessage($"{change}", "yellow");
        }
    }

    /// <param name="yes">Changes them without asking.</param>
    /// <exception cref="UserErrorException">The user declines, or there is no terminal to ask at.</exception>
    public static async Task ConfirmAsync(LabSession session, bool yes, CancellationToken cancellation)
    {
        if (session.Changes.Count == 0)
        {
            return;
        }

        if (!yes && !Terminal.IsLive(Terminal.Error))
        {
            throw Refused(session);
        }

        Report(session);
        if (!yes && !await AgreesAsync(session, cancellation))
        {
            throw Refused(session);
        }
    }

    private static UserErrorException Refused(LabSession session) => new(
        $"Lab {session.Spec.Name} was created with other options, and nothing was changed: {string.Join("; ", session.Changes)}.",
        "Omit them to keep the lab's own, or add --yes to change them. Running hosts keep their image, type, disk, subnet and tags.");

    private static async Task<bool> AgreesAsync(LabSession session, CancellationToken cancellation)
    {
        await Console.Error.WriteAsync($"Change lab {session.Spec.Name}? [y/N] ");
        // Not ReadLineAsync: a console's cannot be cancelled (dotnet/runtime#27434), and Ctrl-C must not wait for Enter.
        var answer = await Task.Run(Console.ReadLine, CancellationToken.None).WaitAsync(cancellation);
        return answer?.Trim().ToUpperInvariant() is "Y" or "YES";
    }
}

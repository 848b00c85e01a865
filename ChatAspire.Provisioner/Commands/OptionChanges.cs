using ChatAspire.Lab.Lifecycle;
using ChatAspire.Network.Execution;
using ChatAspire.Provisioner.Output;

namespace ChatAspire.Provisioner.Commands;

/// <summary>Reports options that differ from those of an existing lab, and asks for confirmation to change the lab.</summary>
internal static class OptionChanges
{
    /// <summary>Writes a line for each changed option to standard error.</summary>
    public static void Report(LabSession session)
    {
        foreach (var change in session.Changes)
        {
            Terminal.WriteMessage($"{change}", "yellow");
        }
    }

    /// <summary>Reports the changed options, and asks for confirmation; returns at once if none changed.</summary>
    /// <param name="yes">True to confirm without asking.</param>
    /// <exception cref="UserErrorException">The user declines, or standard error is no terminal on which to ask.</exception>
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
        // Console.In.ReadLineAsync cannot be cancelled (dotnet/runtime#27434), but Ctrl-C must not wait for Enter.
        var answer = await Task.Run(Console.ReadLine, CancellationToken.None).WaitAsync(cancellation);
        return answer?.Trim().ToUpperInvariant() is "Y" or "YES";
    }
}

using ChatAspire.Lab.Images;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Output;
using ChatAspire.Provisioner.Progress;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>up --dry-run</c>: prints the commands as scripts that read their secrets from files.</summary>
internal static class DryRun
{
    /// <summary>Prints the scripts of the lab, and writes their secrets if a folder is given.</summary>
    /// <param name="folder">The folder for throw-away secrets; null writes none.</param>
    public static async Task<int> RunAsync(LabSession lab, DirectoryInfo? folder, CancellationToken cancellation)
    {
        IReadOnlyList<Phase> phases;
        IReadOnlyList<NamedSecret> secrets;
        bool exists;
        using (ActivityLine.Begin($"Planning lab {lab.Spec.Name}…"))
        {
            (phases, secrets) = await lab.DryRunAsync(folder?.FullName ?? ScriptFiles.DefaultSecrets, cancellation);
            exists = await ExistsAsync(lab, cancellation);
        }

        foreach (var warning in lab.Source.Warnings)
        {
            Terminal.WriteMessage(warning, "yellow");
        }

        if (exists)
        {
            Terminal.WriteMessage(
                $"Lab {lab.Spec.Name} is running. These scripts create it from nothing; "
                + "`chatlab status` shows what `chatlab up` would repair.",
                "yellow");
        }

        foreach (var (_, script) in DryRunScript.For(phases, Repository.Root))
        {
            Console.WriteLine(script);
        }

        ReportSecrets(secrets, folder);
        return ExitCodes.Success;
    }

    private static void ReportSecrets(IReadOnlyList<NamedSecret> secrets, DirectoryInfo? folder)
    {
        var names = string.Join(", ", secrets.Select(secret => secret.Name));
        if (folder is null)
        {
            Terminal.WriteMessage(
                $"The scripts read secrets from files in {ScriptFiles.DefaultSecrets}/: {names}. "
                + "To run them: `chatlab up --dry-run --secrets DIR` writes throw-away ones.");
            return;
        }

        foreach (var secret in secrets)
        {
            SecretFile.Write(Path.Combine(folder.FullName, secret.Name), secret.Text);
        }

        FileNotice.Write("secrets", folder.ToString());
    }

    /// <summary>Returns true if a host of the lab can be reached; false also if an error prevents looking for hosts.</summary>
    private static async Task<bool> ExistsAsync(LabSession lab, CancellationToken cancellation)
    {
        try
        {
            var hosts = await lab.Source.ConnectAsync(cancellation);
            foreach (var host in hosts)
            {
                await host.DisposeAsync();
            }

            return hosts.Count > 0;
        }
        catch (UserErrorException)
        {
            return false;
        }
    }
}

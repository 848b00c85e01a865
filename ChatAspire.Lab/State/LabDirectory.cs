using ChatAspire.Lab.Spec;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.State;

/// <summary>
/// The directory for a lab's keys, secrets and lock, which only the current user can read. It is never authoritative: existing
/// resources are found by label or tag.
/// </summary>
public sealed class LabDirectory
{
    /// <summary>The environment variable that sets another parent directory, for tests and for read-only homes.</summary>
    public const string HomeVariable = "CHATLAB_HOME";

    private readonly string _home;

    /// <summary>Sets the path, below the user's local application data. The first write creates the directory.</summary>
    /// <param name="hosts">The kind of the lab's hosts, because a lab on this machine and a lab in a cloud may have the same name.</param>
    public LabDirectory(LabSpec spec, string hosts)
        : this(spec.Name, hosts)
    {
    }

    /// <summary>Sets the path for a lab of which only the name is known.</summary>
    /// <param name="lab">The lab's name.</param>
    /// <param name="hosts">The kind of the lab's hosts.</param>
    public LabDirectory(string lab, string hosts)
    {
        _home = Environment.GetEnvironmentVariable(HomeVariable) is { Length: > 0 } set
            ? set
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData,
                Environment.SpecialFolderOption.DoNotVerify), "chatlab");
        Path = System.IO.Path.Combine(_home, hosts, lab);
    }

    /// <summary>The absolute path; the directory may not exist yet.</summary>
    public string Path { get; }

    /// <summary>True if the directory does not exist, or contains only files of <see cref="LabLock"/>.</summary>
    public bool IsEmpty => Use(() => !Directory.Exists(Path)
        || Directory.EnumerateFiles(Path).All(file => LabLock.Owns(System.IO.Path.GetFileName(file))));

    /// <summary>Returns the absolute path of a file in the directory.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Reads a file.</summary>
    /// <returns>The content; null if the file does not exist.</returns>
    /// <exception cref="UserErrorException">The file exists, but cannot be read.</exception>
    public string? Read(string name) => Use(() =>
    {
        try
        {
            return System.IO.File.ReadAllText(File(name));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    });

    /// <summary>Writes a file of mode 0600 atomically: after a power failure, the file has either the old or the new content.</summary>
    /// <exception cref="UserErrorException">The file cannot be written.</exception>
    public void Write(string name, string text) => Use(() =>
    {
        SecretFile.Write(File(name), text);
        return true;
    });

    /// <summary>Checks that other users cannot read a stored file.</summary>
    /// <exception cref="UserErrorException">Other users can read it: its mode was changed, or the file system has no modes.</exception>
    public void CheckModeOf(string name)
    {
        if (System.IO.File.Exists(File(name)) && SecretFile.IsOpenToOthers(File(name)))
        {
            throw new UserErrorException(
                $"{File(name)} is open to other users of this machine.",
                $"Close it: `chmod 600 {File(name)}`. Where that has no effect, the file system keeps no modes: {HomeVariable} "
                + "names another parent directory. If somebody may have read it, run `down` and `up` for new keys.");
        }
    }

    /// <summary>Deletes every file except the lock, which is deleted when its holder releases it.</summary>
    /// <exception cref="UserErrorException">A file cannot be deleted.</exception>
    public void Clear() => Use(() =>
    {
        if (Directory.Exists(Path))
        {
            foreach (var file in Directory.EnumerateFiles(Path).Where(file => System.IO.Path.GetFileName(file) != LabLock.FileName))
            {
                System.IO.File.Delete(file);
            }
        }

        return true;
    });

    /// <summary>Deletes a file; I/O and permission errors are ignored.</summary>
    internal void TryDelete(string name)
    {
        try
        {
            System.IO.File.Delete(File(name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>
    /// Opens a file for exclusive access, and creates the file and the directory if missing. Closing the file deletes it.
    /// </summary>
    /// <exception cref="UserErrorException">
    /// The file cannot be opened; <see cref="Exception.InnerException"/> is a sharing violation if another process has it open.
    /// </exception>
    internal FileStream OpenAlone(string name) => Use(() =>
    {
        SecretFile.EnsureDirectory(Path);
        return new FileStream(File(name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0,
            FileOptions.DeleteOnClose);
    });

    private T Use<T>(Func<T> use)
    {
        try
        {
            return use();
        }
        catch (UnauthorizedAccessException e)
        {
            throw Unusable(e, $"If a run with `sudo` created it, run `sudo chown -R {Environment.UserName} {_home}`");
        }
        catch (IOException e)
        {
            throw Unusable(e, "Free space on its disk, or remove what is in its place");
        }
    }

    private UserErrorException Unusable(Exception e, string hint) => new(
        $"The lab's directory {Path} cannot be used: {e.Message}",
            $"{hint}; or choose another parent directory with the environment variable {HomeVariable}.", e);
}

using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// The state saved before the first call that creates a resource, so that a killed run can be continued: the client key, the
/// host keys, and the tokens that make a repeated launch idempotent. Its files have mode 0600.
/// </summary>
/// <param name="ClientKey">The key pair with which this machine logs in; EC2 installs its public half on the hosts.</param>
/// <param name="Launches">The launches by host name.</param>
/// <param name="Region">The lab's region; null in files saved before this property existed.</param>
public sealed record LaunchState(SshKeyPair ClientKey, IReadOnlyDictionary<string, Launch> Launches, string? Region = null)
{
    /// <summary>The name of the file with the whole state, in the lab's directory.</summary>
    public const string FileName = "ec2.json";

    /// <summary>The name of the file with only the private client key, for chatlab's and the user's own <c>ssh -i</c>.</summary>
    public const string KeyFile = "ec2.key";

    public static LaunchState Create(string lab, string region) =>
        new(SshKeyPair.Create(lab), new Dictionary<string, Launch>(), region);

    public LaunchState With(string host, Launch launch) =>
        this with { Launches = new Dictionary<string, Launch>(Launches) { [host] = launch } };

    /// <summary>Returns true if this state has the same client key as the other state, and contains all of the other's launches.</summary>
    public bool Holds(LaunchState other) =>
        ClientKey == other.ClientKey && other.Launches.All(l => Launches.TryGetValue(l.Key, out var kept) && kept == l.Value);

    /// <summary>Loads the state.</summary>
    /// <returns>The saved state; null if there is none.</returns>
    /// <exception cref="UserErrorException">The file exists but is damaged.</exception>
    public static LaunchState? Load(LabDirectory directory)
    {
        try
        {
            return directory.Read(FileName) is { } text ? JsonSerializer.Deserialize(text, LaunchStateJson.Default.LaunchState) : null;
        }
        catch (JsonException e)
        {
            throw new UserErrorException(
                $"{directory.File(FileName)} is damaged: {e.Message}",
                "Run `down` in the lab's region (it needs no file), then `up`.",
                e);
        }
    }

    /// <summary>Checks that no other user of this machine can read the keys.</summary>
    /// <exception cref="UserErrorException">Other users can read a file.</exception>
    public static void CheckModes(LabDirectory directory)
    {
        directory.CheckModeOf(FileName);
        directory.CheckModeOf(KeyFile);
    }

    public void Save(LabDirectory directory)
    {
        directory.Write(KeyFile, ClientKey.PrivateKey);
        directory.Write($"{KeyFile}.pub", ClientKey.PublicKey + "\n");
        directory.Write(FileName, JsonSerializer.Serialize(this, LaunchStateJson.Default.LaunchState));
    }

    public static void Delete(LabDirectory directory)
    {
        if (!Directory.Exists(directory.Path))
        {
            return;
        }

        File.Delete(directory.File(FileName));
        File.Delete(directory.File(KeyFile));
        File.Delete(directory.File($"{KeyFile}.pub"));
    }
}

/// <summary>One launch of one host.</summary>
/// <param name="Token">EC2's client token, <c>LAB-HOST-HEX</c>. A launch repeated with it creates no second instance.</param>
/// <param name="Made">The time at which the token was created.</param>
/// <param name="TimeToLive">The time from the instance's first boot until it terminates itself; null for never.</param>
/// <param name="FirstKey">
/// The host's SSH key for the first connection, generated on this machine and passed in user data; null once the host has replaced it.
/// </param>
/// <param name="OwnKey">The public half of the SSH key that the host generated itself; null until it has.</param>
public sealed record Launch(string Token, DateTimeOffset Made, TimeSpan? TimeToLive, SshKeyPair? FirstKey, string? OwnKey = null)
{
    /// <summary>
    /// The time within which EC2 lists a new instance. If no instance is listed after this time, the launch created none.
    /// </summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    public static Launch Create(string lab, string host, TimeSpan? timeToLive) => new(
        $"{lab}-{host}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}",
        DateTimeOffset.UtcNow,
        timeToLive,
        SshKeyPair.Create($"{lab} {host}"));

    /// <summary>Returns the launch with a placeholder instead of the private host key, for output.</summary>
    public Launch WithoutSecret() => this with { FirstKey = new("(made by up, never shown)", FirstKey?.PublicKey ?? OwnKey!) };

    /// <summary>
    /// True while the launch may have created an instance that EC2 does not list yet; the launch must then be repeated with its token. EC2
    /// requires identical parameters for that, so the first key, which is in the user data, must not be deleted yet.
    /// </summary>
    public bool MayBeUnderWay => FirstKey is not null && DateTimeOffset.UtcNow - Made < Fresh;
}

/// <summary>JSON serialization of <see cref="LaunchState"/>, generated at build time.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LaunchState))]
internal sealed partial class LaunchStateJson : JsonSerializerContext;

using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// What must be known before the first call that makes something, and still be known when this process was killed right
/// after it: our key, the keys of the hosts, the tokens that make a repeated launch harmless. Kept in one file, mode 0600.
/// </summary>
/// <param name="ClientKey">Ours: EC2 gives its public half to the hosts.</param>
/// <param name="Launches">By host.</param>
/// <param name="Region">Where the lab was made; null in those that were kept before this was.</param>
public sealed record LaunchState(SshKeyPair ClientKey, IReadOnlyDictionary<string, Launch> Launches, string? Region = null)
{
    public const string FileName = "ec2.json";

    /// <summary>The client key alone, for SSH; also for the user's own <c>ssh -i</c>.</summary>
    public const string KeyFile = "ec2.key";

    public static LaunchState Create(string lab, string region) => new(SshKeyPair.Create(lab), new Dictionary<string, Launch>(), region);

    public LaunchState With(string host, Launch launch) => this with { Launches = new Dictionary<string, Launch>(Launches) { [host] = launch } };

    /// <summary>Whether this kit, as kept, has all that another needs.</summary>
    public bool Holds(LaunchState other) =>
        ClientKey == other.ClientKey && other.Launches.All(l => Launches.TryGetValue(l.Key, out var kept) && kept == l.Value);

    /// <returns>Null when there is none.</returns>
    /// <exception cref="UserErrorException">The file is there, and is no kit.</exception>
    public static LaunchState? Load(LabDirectory directory)
    {
        try
        {
            return directory.Read(FileName) is { } text ? JsonSerializer.Deserialize(text, LaunchStateJson.Default.LaunchState) : null;
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"{directory.File(FileName)} is damaged: {e.Message}", "Run `down` in the lab's region (it needs no file), then `up`.", e);
        }
    }

    public void Save(LabDirectory directory)
    {
        directory.Write(KeyFile, ClientKey.PrivateKey);
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
    }
}

/// <summary>One launch of one host.</summary>
/// <param name="Token">EC2's client token: a launch repeated with it makes no second instance.</param>
/// <param name="Made">When the token was first meant to be used.</param>
/// <param name="Ends">When the instance ends itself; null for never.</param>
/// <param name="HostKey">The key that the host will show, made here and handed over in user data.</param>
public sealed record Launch(string Token, DateTimeOffset Made, DateTimeOffset? Ends, SshKeyPair HostKey)
{
    /// <summary>By then EC2 shows every instance to everyone, so a launch that left none has made none.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    public static Launch Create(string lab, string host, TimeSpan? timeToLive)
    {
        var now = DateTimeOffset.UtcNow;
        // Whole seconds, as they go into tags and user data: a launch that is repeated must be the same to the letter.
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        return new($"{lab}-{host}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}", now, now + timeToLive, SshKeyPair.Create($"{lab} {host}"));
    }

    /// <summary>Whether a launch that seems to have made nothing may still have: it must then be repeated, not begun anew.</summary>
    public bool MayBeUnderWay => DateTimeOffset.UtcNow - Made < Fresh;
}

/// <summary>The JSON of the kept file.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LaunchState))]
internal sealed partial class LaunchStateJson : JsonSerializerContext;

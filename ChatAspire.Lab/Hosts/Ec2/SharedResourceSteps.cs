using System.Security.Cryptography;
using Amazon.EC2;
using Amazon.EC2.Model;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Creates the steps for the resources that all hosts share: the keys and a security group. These are free of charge.</summary>
internal static class SharedResourceSteps
{
    /// <param name="place">Determines the VPC of the security group, and the sources that the group allows.</param>
    public static IReadOnlyList<Step> For(Ec2Lab lab, LaunchTarget place) => [State(lab), KeyPair(lab), Group(lab, place)];

    private static Step State(Ec2Lab lab)
    {
        var save = new ApiCall("chatlab", ["keep-keys", lab.Directory.Path], _ =>
        {
            lab.SaveState();
            return Task.FromResult("");
        });
        return new Step
        {
            Title = "the lab's keys are kept on this machine",
            Why = "Our key and the hosts' keys are made here and kept before AWS hears of them, "
                + "so that a run that was killed can be continued.",
            Probe = (_, _) => Task.FromResult(LaunchState.Load(lab.Directory) is not { } kept ? Finding.Missing("there are none yet")
                : kept.Holds(lab.State) ? Finding.Satisfied(lab.Directory.Path)
                : Finding.Drifted("a host's key is missing", save)),
            Apply = [save],
            Undo = [Forget(lab.Directory)],
        };
    }

    /// <summary>Creates the call that deletes the saved launch state.</summary>
    public static ApiCall Forget(LabDirectory directory) => new(
        "rm",
        ["-f", directory.File(LaunchState.FileName), directory.File(LaunchState.KeyFile), directory.File($"{LaunchState.KeyFile}.pub")],
        _ =>
        {
            LaunchState.Delete(directory);
            return Task.FromResult("");
        });

    private static Step KeyPair(Ec2Lab lab)
    {
        var request = Ec2Requests.ImportKey(lab.Id, lab.State.ClientKey.PublicKey, lab.Options);
        var import = Ec2Call.Create("ImportKeyPair", async cancellation =>
        {
            try
            {
                var answer = await lab.Api.ImportKeyPairAsync(request, cancellation);
                lab.Inventory.Key = new()
                {
                    KeyName = lab.Id,
                    KeyPairId = answer.KeyPairId,
                    PublicKey = lab.State.ClientKey.PublicKey,
                };
            }
            catch (AmazonEC2Exception e) when (e.ErrorCode == "InvalidKeyPair.Duplicate")
            {
                // A killed run created the key pair, and EC2 did not list it yet when this run read the key pairs.
                await Ec2Retry.UntilShownAsync(
                    lab.Timeouts,
                    () => lab.Inventory.LookForKeyAsync(cancellation),
                    () => lab.Inventory.Key is not null,
                    e,
                    cancellation);
            }
            return lab.Inventory.Key!.KeyPairId ?? lab.Id;
        },
        [
            "--key-name", lab.Id, "--public-key-material", $"fileb://{lab.KeyPath}.pub",
            .. LabTags.ToArguments(request.TagSpecifications),
        ]);
        var delete = Ec2Call.Create("DeleteKeyPair", async cancellation =>
        {
            await lab.Api.DeleteKeyPairAsync(new() { KeyName = lab.Id }, cancellation);
            lab.Inventory.Key = null;
            return "";
        }, "--key-name", lab.Id);
        return new Step
        {
            Title = $"key pair {lab.Id} holds our public key",
            Why = "EC2 puts it into the hosts' authorized_keys, so that we, and nobody else, can log in. "
                + "The private half never leaves this machine.",
            Probe = (_, _) => Task.FromResult(lab.Inventory.Key is not { } key
                ? lab.Inventory.ForeignKey is null
                    ? Finding.Missing("there is none yet")
                    : Finding.Blocked($"a key pair '{lab.Id}' exists that this lab did not create", Ec2Errors.NameTaken)
                : Holds(key, lab.State.ClientKey.PublicKey) ? Finding.Satisfied(key.KeyPairId ?? lab.Id)
                : Finding.Drifted("it holds the key of an earlier run", delete, import)),
            Apply = [import],
            Undo = [delete],
        };
    }

    /// <summary>
    /// Returns true if a key pair holds this public key. Also returns true if the endpoint omits both key and fingerprint; a wrong key
    /// then fails at the first SSH connection.
    /// </summary>
    private static bool Holds(KeyPairInfo key, string publicKey)
    {
        // ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI… name
        var ours = publicKey.Split(' ')[1];
        return key.PublicKey is { } theirs ? theirs.Split(' ').ElementAtOrDefault(1) == ours
            : key.KeyFingerprint is not { } print
                || print.TrimEnd('=') == Convert.ToBase64String(SHA256.HashData(Convert.FromBase64String(ours))).TrimEnd('=');
    }

    private static Step Group(Ec2Lab lab, LaunchTarget place)
    {
        var request = Ec2Requests.CreateGroup(lab.Id, place.Vpc.VpcId, lab.Options);
        var create = Ec2Call.Create("CreateSecurityGroup", async cancellation =>
        {
            try
            {
                // This call created the group, so it is the lab's even if the answer does not contain the tags.
                var answer = await lab.Api.CreateSecurityGroupAsync(request, cancellation);
                lab.Inventory.Group = answer.GroupId is { } id
                    ? new() { GroupId = id, GroupName = lab.Id, VpcId = place.Vpc.VpcId }
                    : await FindGroupAsync(lab, cancellation);
            }
            catch (AmazonEC2Exception e) when (e.ErrorCode == "InvalidGroup.Duplicate")
            {
                await Ec2Retry.UntilShownAsync(
                    lab.Timeouts,
                    () => lab.Inventory.LookForGroupAsync(cancellation),
                    () => lab.Inventory.Group is not null,
                    e,
                    cancellation);
            }
            return lab.Inventory.Group!.GroupId;
        }, ["--group-name", lab.Id, "--description", request.Description, "--vpc-id", place.Vpc.VpcId,
            .. LabTags.ToArguments(request.TagSpecifications)]);
        return new Step
        {
            Title = $"security group {lab.Id} lets in {place.Allow} and the hosts themselves (VXLAN, ping, lesson 3-4)",
            Section = "3-5",
            Why = "The chapter opens UDP 4789 between two machines. VXLAN has no authentication, "
                + $"so only members of the group may send it. SSH and the chat are open to {place.Allow} only.",
            Probe = (_, _) => Task.FromResult(Probe(lab, place)),
            Apply = [create, Authorize(lab, place, Ec2Call.GroupId)],
            Undo = [Ec2Call.Create("DeleteSecurityGroup", async cancellation =>
            {
                if (lab.Inventory.Group is { } group)
                {
                    await Ec2Retry.UntilReleasedAsync(
                        lab.Timeouts,
                        () => lab.Api.DeleteSecurityGroupAsync(new() { GroupId = group.GroupId }, cancellation),
                        cancellation);
                }

                lab.Inventory.Group = null;
                return "";
            }, "--group-id", lab.Inventory.Group?.GroupId ?? Ec2Call.GroupId)],
        };
    }

    /// <summary>Finds the group that was just created; for an endpoint whose answer omits the group's id.</summary>
    private static async Task<SecurityGroup> FindGroupAsync(Ec2Lab lab, CancellationToken cancellation)
    {
        await Poll.UntilAsync(
            async () =>
            {
                await lab.Inventory.LookForGroupAsync(cancellation);
                return lab.Inventory.Group is not null;
            },
            lab.Timeouts.Visible,
            lab.Timeouts.Poll,
            cancellation);
        return Ec2Answer.Need(lab.Inventory.Group, "CreateSecurityGroup", "groupId");
    }

    private static Finding Probe(Ec2Lab lab, LaunchTarget place)
    {
        if (lab.Inventory.Group is not { } group)
        {
            return lab.Inventory.ForeignGroup is { } foreign
                ? Finding.Blocked(
                    $"a security group '{lab.Id}' exists that this lab did not create ({foreign.GroupId})", Ec2Errors.NameTaken)
                : Finding.Missing("there is none yet");
        }

        if (group.VpcId is not null && group.VpcId != place.Vpc.VpcId)
        {
            return Finding.Blocked(
                $"the lab is in {group.VpcId}, not in {place.Vpc.VpcId}", $"Run `down` first, or use --vpc {group.VpcId}.");
        }

        var wanted = IngressRule.For(lab.Spec, place.Allow, group.GroupId);
        var existing = IngressRule.Of(group);
        var (missing, extra) = (wanted.Except(existing).ToList(), existing.Except(wanted).ToList());
        var repair = new List<ApiCall>();
        if (extra.Count > 0)
        {
            repair.Add(Revoke(lab, group.GroupId, extra));
        }

        if (missing.Count > 0)
        {
            repair.Add(Authorize(lab, place, group.GroupId));
        }

        return repair.Count == 0 ? Finding.Satisfied(group.GroupId)
            : Finding.Drifted(
                string.Join("; ", missing.Select(r => $"not open yet: {r}").Concat(extra.Select(r => $"open, and must not be: {r}"))),
                repair);
    }

    private static ApiCall Authorize(Ec2Lab lab, LaunchTarget place, string shownId) =>
        Ec2Call.Create("AuthorizeSecurityGroupIngress", async cancellation =>
        {
            var group = lab.Inventory.Group!;
            var missing = IngressRule.For(lab.Spec, place.Allow, group.GroupId)
                .Except(IngressRule.Of(group))
                .Select(r => r.ToPermission())
                .ToList();
            try
            {
                await OpenAsync(missing);
            }
            catch (AmazonEC2Exception e) when (e.ErrorCode == "InvalidPermission.Duplicate")
            {
                // EC2 refuses the whole list if one of its rules exists already; the group as it was read did not contain that rule.
                // Adds the rules one by one.
                foreach (var rule in missing)
                {
                    await OpenUnlessOpenAsync(rule);
                }
            }

            group.IpPermissions = [.. group.IpPermissions ?? [], .. missing];
            return "";

            Task OpenAsync(List<IpPermission> rules) => Ec2Retry.UntilKnownAsync(
                lab.Timeouts,
                () => lab.Api.AuthorizeSecurityGroupIngressAsync(new() { GroupId = group.GroupId, IpPermissions = rules }, cancellation),
                cancellation);

            async Task OpenUnlessOpenAsync(IpPermission rule)
            {
                try
                {
                    await OpenAsync([rule]);
                }
                catch (AmazonEC2Exception e) when (e.ErrorCode == "InvalidPermission.Duplicate")
                {
                    // The rule exists already.
                }
            }
        }, ["--group-id", shownId, "--ip-permissions", .. IngressRule.For(lab.Spec, place.Allow, shownId).Select(r => r.ToArgument())]);

    private static ApiCall Revoke(Ec2Lab lab, string groupId, List<IngressRule> rules) =>
        Ec2Call.Create("RevokeSecurityGroupIngress", async cancellation =>
        {
            var group = lab.Inventory.Group!;
            await lab.Api.RevokeSecurityGroupIngressAsync(
                new() { GroupId = groupId, IpPermissions = rules.ConvertAll(r => r.ToPermission()) }, cancellation);
            group.IpPermissions = [.. IngressRule.Of(group).Except(rules).Select(r => r.ToPermission())];
            return "";
        }, ["--group-id", groupId, "--ip-permissions", .. rules.Select(r => r.ToArgument())]);
}

using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Tests.Hosts.Ec2;

public sealed class UserTagsTests
{
    /// <summary>EC2 takes 50 tags for a resource; an instance whose time to live was changed has seven of the lab's.</summary>
    [Fact]
    public void As_many_tags_are_accepted_as_the_lab_s_own_leave_room_for()
    {
        string[] tags = [.. Enumerable.Range(0, 43).Select(i => $"key-{i}=value")];

        Assert.Equal(43, UserTags.Parse(tags).Count);
        Assert.Throws<UserErrorException>(() => UserTags.Parse([.. tags, "one=more"]));
    }
}

/// Passwords that attackers try first.
///
/// Only such as an account could have: of eight bytes or more, in whatever letter case. The ones that the shop's
/// contract and its examples use (`admin123`, `password123`, `secret123`, `SecurePass123`) are not among them: they
/// must go on working, and `APP_ENV=production` refuses the first, which everybody knows, in its own way.
public enum CommonPasswords {
    /// Whether a password is a common one.
    public static func contain(_ password: String) -> Bool {
        // Most are longer than any of the list.
        guard password.utf8.count <= Self.longest else { return false }
        return Self.all.contains(password.lowercased())
    }

    private static let all = Set(Self.text.split(whereSeparator: \.isWhitespace).map(String.init))
    private static let longest = Self.all.map(\.utf8.count).max() ?? 0

    private static let text = """
        00000000 000000000 0000000000 01234567 012345678 0123456789 01020304 09876543 0987654321 10101010 1020304050
        11111111 111111111 1111111111 11112222 11223344 1122334455 12121212 121212121 12123434 12131415 12312312
        123123123 1231231234 12321232 123321123 12341234 1234512345 123454321 123456123 1234567a 12345678 123456781
        123456788 123456789 123456789a 123456789q 1234567890 12345678900 123456789012 1234567891 12345678910 123456987
        12345abc 12345qwe 12345qwert 1234abcd 1234qwer 123654789 123698745 12369874 123abc123 123qweasd 123qweasdzxc
        123qwe123 13131313 13579111 135792468 1357924680 13579246 14141414 14725836 147258369 14789632 147896325
        15151515 159357159 159753456 159753852 16161616 18181818 19191919 19841984 19851985 19861986 19871987 19881988
        19891989 19901990 1a2b3c4d 1a2s3d4f 1password 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qa2ws3ed 1qaz1qaz 1qaz2wsx
        1qaz2wsx3edc 1qazxsw2 20002000 20012001 20202020 21212121 22222222 222222222 23232323 23456789 24682468
        25252525 25802580 31415926 31313131 321321321 33333333 333333333 36925814 369258147 44444444 444444444
        45454545 456456456 55555555 555555555 5555555555 56565656 65432100 654321654 66666666 666666666 67676767
        69696969 74108520 74107410 741852963 74185296 77777777 777777777 7777777777 78787878 789456123 789456789
        78945612 85208520 85858585 87654321 88888888 888888888 8888888888 89898989 95175385 951753852 963852741
        96325874 987456321 98765432 987654321 9876543210 98989898 99999999 999999999 9999999999 a1234567 a12345678
        a123456789 a1b2c3d4 a1s2d3f4 aa123456 aa12345678 aaaaaaaa aaaaaaaaa aaaaaaaaaa abc12345 abc123456 abc123abc
        abcabcabc abcd1234 abcd12345 abcd123456 abcde123 abcde12345 abcdefgh abcdefg1 abcdefg123 abcdefghi abcdefghij
        access14 adgjmptw administrator admin1234 admin12345 admin123456 admin@123 adminadmin alexande alexander
        alexandra alexandria american anderson andromeda angelina anthony1 apple123 aquarius arsenal1 asd12345
        asd123asd asdasd123 asdasdasd asdf1234 asdfasdf asdfghjk asdfghjkl asdfghjkl1 asdfqwer asdqwe123 asdzxc123
        ashley12 assassin asshole1 azertyuiop babygirl babygirl1 backspace badminton bangladesh barcelona baseball
        baseball1 basketball batman123 beautiful benjamin berkeley bigdaddy billabong biteme12 blackcat blackjack
        blink182 bollocks bondjames brandon1 brooklyn bubbles1 bullshit butterfl butterfly butthead caliente
        california callofduty cameron1 carolina caroline cartman1 catherine celebrity challenge champion changeit
        changeme changeme1 changeme123 charles1 charlie1 charlotte cheese12 chelsea1 chester1 chicken1 children
        chocolat chocolate christia christian christin christina christine christmas christopher cinderella claudia1
        clifford cocacola computer computer1 confused contrase contraseña cookie12 cooldude corvette courtney cowboys1
        creative cristina crystal1 danielle darkness dd123456 december default1 delpiero diamond1 dinosaur discover
        discovery dolphin1 dolphins dontknow dragon12 dragon123 dragonball dreamer1 drowssap eeyore12 einstein
        elephant elizabeth emmanuel engineer evangelion everton1 excalibur explorer facebook facebook1 fantasia
        fernando firebird firefighter fktrcfylh florida1 flowers1 football football1 forever1 forgetit formula1
        francesco franklin freedom1 fuckoff1 fuckyou1 fuckyou123 fuckyou2 galatasaray garfield gateway1 geheim123
        general1 geronimo getmoney gfhjkm123 giovanni goldfish golfball goodluck gordon24 graduate grandma1 greenday
        gregory1 guest123 guitar12 hallo123 handball hannover happiness harley12 harrypotter hawaii50 hejsan123
        hellohello hello123 hello1234 hello12345 helpme12 hercules highland hollywood homer123 honduras hotmail1
        hottie12 hunter12 iceman12 iloveyou iloveyou1 iloveyou12 iloveyou123 iloveyou2 iloveyou! iloveu123 imissyou
        infinity internet internet1 ireland1 ironman1 isabella jackson1 jasmine1 jennifer jennifer1 jessica1 jesus123
        jordan12 jordan23 jonathan jupiter1 justdoit juventus kambing1 kangaroo katherine kathleen killer12 killer123
        kimberly kingkong kristina lakers24 lasvegas lavender leicester letmein1 letmein12 letmein123 letmein!
        letmeinnow leonardo lebron23 liverpoo liverpool liverpool1 logitech lollipop lol12345 lol123456 london12
        lovelove loveyou1 loveme12 lovers12 m1234567 macintosh madison1 madonna1 manchester marathon margaret marianne
        marlboro marshall martin12 master12 master123 maverick maxwell1 mazda626 megadeth melissa1 mercedes mercedes1
        metallic metallica michael1 michelle michelle1 mickey12 microsoft midnight minecraft minecraft1 monalisa
        monkey12 monkey123 monopoly montana1 motorola mountain mustang1 myspace1 mynoob123 mypassword myszka12
        napoleon nascar24 national natalia1 newyork1 newpassword nicholas nicholas1 nicole12 nintendo nirvana1
        nokia123 november nothing1 p@ssw0rd p@ssword p@55w0rd pa55word pa55w0rd pakistan pakistan123 paradise parola12
        pass1234 pass12345 passport passpass passw0rd passw0rd1 passw0rd! password password! password0 password01
        password1 password1! password10 password11 password12 password12! password1234 password12345 password2
        password22 password3 password9 password99 password@123 passwort passwort1 passwords patricia patrick1 patriots
        pavilion peanut12 penguin1 pepsi123 personal peterpan phantom1 philippe phoenix1 pikachu1 pineapple pinkfloyd
        platinum playboy1 playstation playboy69 pokemon1 pokemon123 poohbear pornstar postal12 precious preston1
        princesa princess princess1 princess12 princess123 princesse punkrock pussycat q1w2e3r4 q1w2e3r4t5
        q1w2e3r4t5y6 q12345678 qazqazqaz qazwsx12 qazwsx123 qazwsxed qazwsxedc qazwsxedcrfv qqqqqqqq qqqqqqqqqq
        qqwweerr qwaszx12 qwe12345 qwe123456 qwe123qwe qweasd123 qweasdzx qweasdzxc qweasdzxc123 qweqweqwe qwer1234
        qwer12345 qwerasdf qwert123 qwert12345 qwertasdfg qwerty00 qwerty01 qwerty1! qwerty11 qwerty12 qwerty123
        qwerty1234 qwerty12345 qwerty123456 qwerty321 qwerty789 qwertyqwerty qwertyui qwertyuio qwertyuiop qwertyuiop1
        qwertyuiop[] qwertz123 qwertzuiop raiders1 rainbow1 rangers1 rasta220 realmadrid rebecca1 redskins remember
        reynaldo ricardo1 richard1 rockstar rockyou1 rolltide ronaldo7 ronaldo1 rootroot rush2112 russell1 samantha
        samantha1 samsung1 samsung123 sandiego santiago sapphire saturday scarface school12 scorpion scorpio1 scotland
        scotland1 sebastian secret12 security senha123 september serenity sexybitch sexygirl shadow12 shadow123
        shannon1 sherlock showtime simpsons skywalker slipknot slipknot1 snickers snowball snowboard snowflake
        snowman1 softball something soccer12 southpark spanking spartan117 spencer1 spiderma spiderman spiderman1
        spitfire spongebob squirrel stanley1 starcraft stargate starlight startrek starwars starwars1 steelers
        steelers1 stephanie stephen1 stingray strawberry submarine success1 summer12 summer99 sunflower sunshine
        sunshine1 superman superman1 superman123 superstar supernova survivor sweetheart sweetness sweetpea swordfish
        takamine temppass temporal teacher1 telephone tennessee terminal terminator test1234 test12345 test123456
        testtest testing1 testing123 test123test thailand thebeatles therock1 thesims2 thirteen thunder1 thuglife
        thumper1 tiffany1 tigger12 tinkerbell titanic1 tottenham trinidad trinity1 triumph1 trombone trouble1 trustno1
        tunafish tweety12 twilight twilight1 undertaker universal universe usuckballz1 vacation valentin valentina
        valentine valencia vancouver vanessa1 verygood veronica victoria victoria1 vladimir volcom12 volleyba
        volleyball warcraft warrior1 warriors washington waterloo webmaster welcome01 welcome1 welcome12 welcome123
        welcome1234 wertyuiop westside whatever whatever1 whiskey1 william1 williams winchester windows1 winnie12
        winston1 winter12 wolfpack wonderful wrangler wrestling yankees1 yankees2 yellow12 yosemite yourname
        zachary1 zaq12wsx zaq1xsw2 zaq1zaq1 zaqxswcde zeppelin zinedine zxc12345 zxc123456 zxcasdqwe zxcasdqwe123
        zxcv1234 zxcvbnm1 zxcvbnm12 zxcvbnm123 zxcvzxcv zxczxczxc zzzzzzzz
        """
}

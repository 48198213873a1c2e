/** The side navigation: the job to be done, in its order. `label` names a text in messages/en/console.json. */
import {
  Activity, AppWindow, BookOpen, Boxes, Building2, ClipboardCheck, Cpu, CreditCard, FlaskConical, Gauge, Hourglass, KeyRound,
  LibraryBig, ListChecks, type LucideIcon, PlugZap, Receipt, Rocket, Scale, ScrollText, Settings, ShieldCheck, Store, Terminal,
  UserCog, Users, Webhook,
} from 'lucide-react'; // prettier-ignore

export type NavLabel =
  | 'start' | 'playground' | 'keys' | 'usage' | 'calls' | 'jobs' | 'applications' | 'subscriptions' | 'billing' | 'sandbox'
  | 'members' | 'settings' | 'audit' | 'catalogue' | 'apiReference'
  | 'overview' | 'approvals' | 'tenants' | 'products' | 'models' | 'providers' | 'allCalls' | 'ledger' | 'users'
  | 'managementKeys' | 'modelCatalogue' | 'platformAudit' | 'webhooks' | 'queues'; // prettier-ignore

export interface NavItem {
  href: string;
  label: NavLabel;
  icon: LucideIcon;
  /** Shown in the bar at the bottom of a phone. */
  onPhone?: boolean;
  /** Answered by another server: no client-side navigation. */
  plain?: boolean;
}

export interface NavGroup {
  label: 'build' | 'organisation' | 'help' | 'platform' | 'catalogueGroup' | 'control';
  items: readonly NavItem[];
}

const HELP: NavGroup = {
  label: 'help',
  items: [
    { href: '/catalog', label: 'catalogue', icon: Store },
    { href: '/docs', label: 'apiReference', icon: BookOpen, plain: true },
  ],
};

/** For members of an organisation. */
export const TENANT_NAV: readonly NavGroup[] = [
  {
    label: 'build',
    items: [
      { href: '/app/start', label: 'start', icon: Rocket, onPhone: true },
      { href: '/app/playground', label: 'playground', icon: Terminal },
      { href: '/app/keys', label: 'keys', icon: KeyRound, onPhone: true },
      { href: '/app/usage', label: 'usage', icon: Gauge, onPhone: true },
      { href: '/app/calls', label: 'calls', icon: Activity, onPhone: true },
      { href: '/app/webhooks', label: 'webhooks', icon: Webhook },
      { href: '/app/jobs', label: 'jobs', icon: Hourglass },
      { href: '/app/applications', label: 'applications', icon: AppWindow },
      { href: '/app/subscriptions', label: 'subscriptions', icon: Receipt },
      { href: '/app/billing', label: 'billing', icon: CreditCard },
      { href: '/app/sandbox', label: 'sandbox', icon: FlaskConical },
    ],
  },
  {
    label: 'organisation',
    items: [
      { href: '/org/members', label: 'members', icon: Users },
      { href: '/org/settings', label: 'settings', icon: Settings },
      { href: '/org/audit', label: 'audit', icon: ScrollText },
    ],
  },
  HELP,
];

/** For platform admins. */
export const PLATFORM_NAV: readonly NavGroup[] = [
  {
    label: 'platform',
    items: [
      { href: '/admin', label: 'overview', icon: Gauge, onPhone: true },
      { href: '/admin/approvals', label: 'approvals', icon: ClipboardCheck, onPhone: true },
      { href: '/admin/tenants', label: 'tenants', icon: Building2, onPhone: true },
      { href: '/admin/calls', label: 'allCalls', icon: Activity, onPhone: true },
    ],
  },
  {
    label: 'catalogueGroup',
    items: [
      { href: '/admin/products', label: 'products', icon: Boxes },
      { href: '/admin/models', label: 'models', icon: Cpu },
      { href: '/admin/catalogue', label: 'modelCatalogue', icon: LibraryBig },
      { href: '/admin/providers', label: 'providers', icon: PlugZap },
    ],
  },
  {
    label: 'control',
    items: [
      { href: '/admin/ledger', label: 'ledger', icon: Scale },
      { href: '/admin/queues', label: 'queues', icon: ListChecks },
      { href: '/admin/users', label: 'users', icon: UserCog },
      { href: '/admin/management-keys', label: 'managementKeys', icon: ShieldCheck },
      { href: '/admin/audit', label: 'platformAudit', icon: ScrollText },
    ],
  },
  HELP,
];

/** Whether an item stands for the page at that path. */
export function isHere(item: NavItem, path: string): boolean {
  return path === item.href || (item.href !== '/admin' && path.startsWith(`${item.href}/`));
}
